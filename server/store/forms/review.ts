import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { editContact } from '#store/contacts/edit.ts';
import { openValues } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';
import { differing, openAnswers } from './answers.ts';
import { noteSubmission } from './submit.ts';

/** A submission that waits for a person. */
export interface WaitingSubmission {
  id: string;
  contactId: string;
  /** Epoch milliseconds. */
  at: number;
}

/** The submissions of a form that wait for a person, the oldest first. */
export async function waitingSubmissions(sql: Sql, formId: string, limit = 100): Promise<WaitingSubmission[]> {
  const rows = await sql<WaitingSubmission[]>`
    select id, contact_id as "contactId", date_part('epoch', at) * 1000 as at from form_submissions
    where form_id = ${formId} and state = 'review' order by at, id limit ${limit}`;
  return rows.map((row) => ({ ...row, at: Math.round(row.at) }));
}

export interface SubmissionRef {
  formId: string;
  contactId: string;
  id: string;
}

export interface OpenSubmission {
  /** The answers that differ from what is known of the contact, beside it. */
  differs: { attribute: string; given: AttributeValue; known: AttributeValue }[];
  /** Several contacts share the address: it may be of any of them. */
  shared: boolean;
  consent: string | null;
}

/** Opens a submission that waits. Whoever asks writes down that it was read. @throws Failure NOT_FOUND */
export async function openSubmission(sql: Sql, seal: Seal, ref: SubmissionRef): Promise<OpenSubmission> {
  const { contact, answers, consent, shared } = await read(sql, seal, ref);
  const known = openValues(seal, contact);
  return {
    differs: differing(answers, known).map((attribute) => ({
      attribute,
      given: answers[attribute] ?? null,
      known: known[attribute] ?? null,
    })),
    shared,
    consent,
  };
}

/**
 * Takes the answers of a submission for the contact's own, or leaves them be, in the caller's transaction. Of one whose
 * address is shared, journeys hear only now that a person said whose it is.
 * @returns the attributes that changed. @throws Failure NOT_FOUND, CONTACT_CONFLICT, ATTRIBUTE_INVALID
 */
export async function reviewSubmission(
  tx: Sql,
  deps: { seal: Seal; newId: () => string },
  { accept, by, ...ref }: SubmissionRef & { accept: boolean; by: string },
): Promise<string[]> {
  const { contact, answers, shared } = await read(tx, deps.seal, ref);
  await tx`
    update form_submissions set state = ${accept ? 'accepted' : 'dismissed'}, reviewed_by = ${by},
      reviewed_at = stepwell_now()
    where lane = ${laneOf(ref.contactId)} and contact_id = ${ref.contactId} and id = ${ref.id}`;
  if (!accept) return [];
  const wanted = differing(answers, openValues(deps.seal, contact));
  const attributes = Object.fromEntries(wanted.map((key) => [key, answers[key]]));
  const { changed } = await editContact(tx, deps, { id: ref.contactId, revision: contact.revision, attributes });
  if (shared) await noteSubmission(tx, ref.formId, { lane: laneOf(ref.contactId), id: ref.contactId });
  return changed;
}

async function read(sql: Sql, seal: Seal, { formId, contactId, id }: SubmissionRef) {
  const [row] = await sql<Row[]>`
    select c.id, c.sealed, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion", c.revision, s.sealed as kept, s.shared
    from form_submissions s join contacts c on c.lane = s.lane and c.id = s.contact_id
    where s.lane = ${laneOf(contactId)} and s.contact_id = ${contactId} and s.id = ${id} and s.form_id = ${formId}
      and s.state = 'review' for update of s`;
  if (!row) throw new Failure('NOT_FOUND', { submission: id });
  return { contact: row, shared: row.shared, ...openAnswers(seal, row, row.kept) };
}

interface Row {
  id: string;
  sealed: Uint8Array;
  wrappedKey: Uint8Array;
  keyVersion: number;
  revision: number;
  /** The answers. */
  kept: Uint8Array;
  shared: boolean;
}
