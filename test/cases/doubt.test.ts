import { describe, expect, it } from 'vitest';
import { decideDoubt } from '#store/messages/decide-doubt.ts';
import type { DoubtVerdict } from '#core/cases/in-doubt.ts';
import { ingest, type NewEvent } from '#store/events/ingest.ts';
import { recordHit } from '#store/portal/record-hit.ts';
import { findMessage } from '#store/portal/find-message.ts';
import { failureOf } from '#test/support/failure-of.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { caseRig, DAY } from './rig.ts';

const rig = await caseRig();
const { services, sql, people, publish, act, actor, casesOf, walk, pass, delivery } = rig;
let n = 0;

/** An email that was taken by the receiving server, whose answer got lost. */
async function doubtful(): Promise<{ contact: Recipient; id: string }> {
  const contact = await people.contact(`ada.doubt${n++}@clearlake.example`);
  await rig.enter(await publish({}), contact);
  const [mail] = await rig.messagesOf(contact);
  await sql`update messages set state = 'dot', claimed_by = 'gone', finished_at = null where id = ${mail!.id}`;
  await sql`delete from events where message_id = ${mail!.id}`;
  await delivery.run();
  await walk();
  expect(await rig.messagesOf(contact)).toMatchObject([{ state: 'in_doubt', reason: 'NO_ANSWER' }]);
  return { contact, id: mail!.id };
}

const happen = (
  { contact, id }: { contact: Recipient; id: string },
  more: Partial<NewEvent> & Pick<NewEvent, 'kind'>,
) =>
  ingest(sql, [
    { id: services.newId(), lane: contact.lane, contactId: contact.id, messageId: id, step: 'mail', ...more },
  ]);

const decide = (id: string, verdict: DoubtVerdict) => act(({ sql: tx }) => decideDoubt(tx, { id, verdict, actor }));

const proof = async (id: string) => {
  const rows = await sql<{ record: Record<string, unknown> }[]>`
    select record from evidence where message_id = ${id} and record->>'kind' = 'resolution' order by seq`;
  return rows.map((row) => row.record);
};

describe('a message in doubt', () => {
  it.each(['open', 'click', 'portal_read', 'reply'] as const)(
    'is settled as arrived by a human %s, with evidence, and the contact goes on when its watch is over',
    async (kind) => {
      const one = await doubtful();
      await pass(9 * DAY);
      await walk();
      expect(await rig.stepOf(one.contact)).toBe('watch');
      await happen(one, { kind });
      await walk();
      expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'sent', reason: 'SEEN' }]);
      expect(await rig.stepOf(one.contact)).toBe('fine');
      expect(await proof(one.id)).toMatchObject([
        { before: 'in_doubt', result: 'sent', by: 'system', because: { kind } },
      ]);
    },
  );

  it('is settled by a real open of its pixel, once that is judged, and not by a scanner’s', async () => {
    const one = await doubtful();
    const message = (await findMessage(sql, one.contact.lane, one.id))!;
    const hit = (userAgent: string) =>
      recordHit(sql, message, { kind: 'open', link: null, method: 'GET', userAgent, purposes: [] }, services.newId);
    await hit('Mimecast-URL-Protect/1.0');
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'in_doubt' }]);
    await hit('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0');
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'in_doubt' }]);
    await pass(60_000);
    await walk();
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'sent', reason: 'SEEN' }]);
  });

  it('is settled by a bounce, which opens a case, and not by a report of delay', async () => {
    const one = await doubtful();
    await happen(one, { kind: 'bounce', name: '4.4.1' });
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'in_doubt' }]);
    await happen(one, { kind: 'bounce', name: '5.1.1' });
    await walk();
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'bounced', reason: 'UNKNOWN_ADDRESS' }]);
    expect(await casesOf(one.contact)).toMatchObject([{ cause: 'unknown-address', state: 'open' }]);
  });

  it('is nobody’s to decide before its time', async () => {
    const one = await doubtful();
    expect(await failureOf(decide(one.id, 'arrived'))).toMatchObject({ code: 'DOUBT_TOO_EARLY' });
    await pass(3 * DAY);
    await decide(one.id, 'arrived');
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'sent', reason: 'CONFIRMED' }]);
    expect(await proof(one.id)).toMatchObject([{ by: actor, result: 'sent' }]);
    expect(await failureOf(decide(one.id, 'not-arrived'))).toMatchObject({ code: 'DOUBT_OVER' });
  });

  it('marked as not arrived is a final non-delivery and opens a case', async () => {
    const one = await doubtful();
    await pass(3 * DAY);
    await decide(one.id, 'not-arrived');
    await walk();
    expect(await rig.messagesOf(one.contact)).toMatchObject([{ state: 'failed', reason: 'NOT_ARRIVED' }]);
    expect(await casesOf(one.contact)).toMatchObject([{ cause: 'not-arrived' }]);
    expect(await sql`select 1 from events where message_id = ${one.id} and kind = 'bounce'`).toHaveLength(1);
  });

  it('is sent once more by a person, under the same Message-ID, and never a second time', async () => {
    const one = await doubtful();
    const [before] = await rig.messagesOf(one.contact);
    await pass(3 * DAY);
    const asked = await Promise.allSettled([decide(one.id, 'resend'), decide(one.id, 'resend')]);
    expect(asked.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    await delivery.run();
    const [after, ...more] = await rig.messagesOf(one.contact);
    expect(more).toEqual([]);
    expect(after).toMatchObject({ state: 'sent', messageId: before!.messageId });
    expect(await rig.mailsTo(one.contact.email)).toBe(2);
    await sql`update messages set state = 'in_doubt' where id = ${one.id}`;
    await pass(3 * DAY);
    expect(await failureOf(decide(one.id, 'resend'))).toMatchObject({ code: 'DOUBT_RESENT' });
    await decide(one.id, 'arrived');
  });
});
