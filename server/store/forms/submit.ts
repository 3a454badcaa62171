import { Failure } from '#core/failure.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { laneOf } from '#core/lane.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findContacts } from '#store/contacts/find.ts';
import { openValues } from '#store/contacts/open.ts';
import { type ContactDeps, upsertContacts } from '#store/contacts/upsert.ts';
import type { Database, Sql } from '#store/database.ts';
import { ormWithin } from '#store/orm-within.ts';
import { resolveList } from '#store/lists/resolve.ts';
import { type Answers, differing, sealAnswers } from './answers.ts';
import type { Form } from './find.ts';

export interface Submission {
  /** Made with the page: sent twice, it counts once. */
  id: string;
  email: string;
  /** Checked, by attribute; what was not answered is absent. */
  answers: Answers['answers'];
  /** The text that was agreed to; null when the form asks for no consent. */
  consent: string | null;
}

/**
 * Takes a form that was sent in, in one transaction: the contact with this address (made when there is none), the list,
 * the sealed answers, and the note by which journeys hear of it. Whoever sent it proved nothing, so of a contact that
 * exists only what is not known yet is filled in; answers that differ wait for a person to look at them, and so does all
 * of it when several contacts share the address. Who was known is not told to anyone.
 */
export async function submitForm(
  deps: Omit<ContactDeps, 'sql'> & { db: Pick<Database, 'sql' | 'orm'> },
  form: Form,
  submission: Submission,
): Promise<void> {
  const { db, seal, newId } = deps;
  const sharing = await findContacts(db.sql, seal, 'email', submission.email);
  if (sharing.length > 1) {
    const first = sharing[0]!;
    await db.sql.begin((tx) => keep(tx, deps, form, submission, first.id, true));
    return;
  }
  const { list } = form.definition;
  const listId = list === null ? null : (await resolveList(db.orm, list)).id;
  const attributes: Record<string, AttributeValue> = { ...submission.answers, email: submission.email };
  await upsertContacts({ sql: db.sql, seal, newId }, [{ attributes }], {
    existing: 'fill',
    listId,
    also: async (tx, [result]) => {
      if (!result || result.outcome === 'rejected')
        throw new Failure('ATTRIBUTE_INVALID', { attribute: result?.field ?? '' });
      await keep(tx, deps, form, submission, result.id, false);
    },
  });
}

async function keep(
  tx: Sql,
  { seal }: Pick<ContactDeps, 'seal'>,
  form: Form,
  { id, answers, consent }: Submission,
  contactId: string,
  shared: boolean,
): Promise<void> {
  const lane = laneOf(contactId);
  const [row] = await tx<{ id: string; sealed: Uint8Array; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${lane} and id = ${contactId} for key share`;
  if (!row) throw new Failure('NOT_FOUND', { contact: contactId });
  const state = shared || differing(answers, openValues(seal, row)).length > 0 ? 'review' : 'applied';
  const sealed = Buffer.from(sealAnswers(seal, row, { answers, consent }));
  const fresh = await tx`
    insert into form_submissions (lane, contact_id, id, form_id, form_revision, at, sealed, state, shared)
    values (${lane}, ${contactId}, ${id}, ${form.id}, ${form.revision}, stepwell_now(), ${sealed}, ${state}, ${shared})
    on conflict do nothing returning 1`;
  if (fresh.length === 0) return;
  if (!shared) await noteSubmission(tx, form.id, { lane, id: contactId });
  await appendAudit(ormWithin(tx), {
    actor: 'visitor',
    action: 'form.submit',
    subject: `form:${form.id}`,
    details: { contact: contactId, submission: id, state },
  });
}

/** Tells journeys with a trigger for the form, in the transaction that keeps the submission. */
export async function noteSubmission(tx: Sql, formId: string, contact: { lane: number; id: string }): Promise<void> {
  const noted = await tx`
    insert into entry_notes (lane, contact_id, kind, subject, at)
    select ${contact.lane}, ${contact.id}, 'form', f.id, stepwell_now()
    from forms f where f.id = ${formId}
      and exists (select 1 from entry_watches w where w.type = 'form-submitted' and w.subject = f.name)`;
  if (noted.count > 0) await tx`select pg_notify('stepwell_due', '')`;
}
