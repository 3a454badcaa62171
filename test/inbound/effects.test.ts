import { describe, expect, it } from 'vitest';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { inboundRig } from './rig.ts';

const rig = await inboundRig();
const { services, sql, send, answer, read, newest, message, eventsOf, suppressed, replies, address } = rig;
const CANARY = 'Zolpidem';
let n = 0;
const someone = () => `ada.i${n++}@clearlake.example`;
const accepted = async (template = 'Open house') => {
  const made = await send(someone(), { template });
  expect(await message(made.id)).toMatchObject({ state: 'sent' });
  return made;
};
const plain = (to: string, more: string[] = [], text = 'Hello') => ({
  from: 'someone@clearlake.example',
  to,
  bytes: Buffer.from([...more, 'Subject: Hi', '', text, ''].join('\r\n')),
});

describe('a mail that proves nothing', () => {
  it('changes nothing when its return path is forged: it is kept, and shown', async () => {
    const { contact, id } = await accepted();
    const flip = (text: string) => text.replace(/b-(.)/g, (_all, one: string) => `b-${one === 'a' ? 'b' : 'a'}`);
    await answer('bounce', contact, id, (letter) => ({
      ...letter,
      to: flip(letter.to),
      bytes: Buffer.from(flip(letter.bytes.toString('latin1')), 'latin1'),
    }));
    await read();
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'forged-address', messageId: null });
    expect(await message(id)).toMatchObject({ state: 'sent' });
    expect(await suppressed(contact.email)).toEqual(new Set());
    expect(await eventsOf(id)).toEqual(['delivered']);
  });

  it('changes nothing when it is a bounce at a common address that names no address of ours', async () => {
    const { contact, id } = await accepted();
    const strip = (text: string) => text.replaceAll(/[bru]-[a-z2-7]{40,}@/g, 'nobody@');
    await answer('bounce', contact, id, (letter) => ({
      ...letter,
      to: 'postmaster@lakeview.example',
      bytes: Buffer.from(strip(letter.bytes.toString('latin1')), 'latin1'),
    }));
    await read();
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'no-message' });
    expect(await message(id)).toMatchObject({ state: 'sent' });
  });

  it('says of a message that was never sent that it came back: kept', async () => {
    const contact = await rig.people.contact(someone());
    const id = (await rig.people.queue([contact])).get(contact.id)!;
    await answer('bounce', contact, id);
    await read();
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'never-sent' });
    expect(await message(id)).toMatchObject({ state: 'queued' });
    expect(await suppressed(contact.email)).toEqual(new Set());
    await sql`delete from messages where id = ${id}`;
  });

  it('comes more than thirty days after the message: kept', async () => {
    const { contact, id } = await accepted();
    await sql`update attempts set dot_at = dot_at - interval '31 days' where message_id = ${id}`;
    await answer('bounce', contact, id);
    await read();
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'too-old' });
    expect(await message(id)).toMatchObject({ state: 'sent' });
  });

  it('is about a contact who was deleted: kept', async () => {
    const { contact, id } = await accepted();
    await sql.begin((tx) => deleteContact(tx, contact.id));
    await answer('reply', contact, id);
    await read();
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'unknown-message' });
  });
});

describe('a bounce', () => {
  it('for an address that does not exist ends the message and suppresses the address', async () => {
    const { contact, id } = await accepted('Refill');
    await answer('bounce', contact, id);
    await read();
    expect(await newest()).toMatchObject({
      state: 'done',
      problem: null,
      messageId: id,
      finding: { kind: 'bounce', status: '5.1.1', cause: 'unknown-address', effect: 'bounced-suppressed' },
    });
    expect(await message(id)).toMatchObject({ state: 'bounced', reason: 'LATE_DSN' });
    expect(await eventsOf(id)).toEqual(['delivered', 'bounce 5.1.1']);
    expect(await suppressed(contact.email)).toEqual(new Set(['all']));
    const again = (await rig.people.queue([contact])).get(contact.id)!;
    await rig.delivery.run();
    expect(await message(again)).toMatchObject({ state: 'refused', reason: 'SUPPRESSED' });
  });

  it('that comes twice, or once more by another server, has one effect', async () => {
    const { contact, id } = await accepted();
    for (let i = 0; i < 3; i++) await answer('bounce', contact, id);
    await read();
    expect(await eventsOf(id)).toEqual(['delivered', 'bounce 5.1.1']);
    const [made] =
      await sql`select count(*)::int as n from evidence where message_id = ${id} and record ->> 'kind' = 'resolution'`;
    expect(made).toEqual({ n: 1 });
  });

  it('for a full mailbox ends the message and leaves the address alone', async () => {
    const { contact, id } = await accepted();
    await answer('mailbox-full', contact, id);
    await read();
    expect(await message(id)).toMatchObject({ state: 'bounced' });
    expect(await eventsOf(id)).toEqual(['delivered', 'bounce 5.2.2']);
    expect(await suppressed(contact.email)).toEqual(new Set());
  });

  it('for a full mailbox the fifth time in a row over more than a week gives the address up', async () => {
    const contact = await rig.people.contact(someone());
    for (const days of [9, 7, 5, 3, 0]) {
      const id = (await rig.people.queue([contact])).get(contact.id)!;
      await rig.delivery.run();
      await sql`update messages set finished_at = finished_at - ${days} * interval '1 day' where id = ${id}`;
      expect(await suppressed(contact.email)).toEqual(new Set());
      await answer('mailbox-full', contact, id);
      await read();
    }
    const [row] =
      await sql`select reason from suppressions where hash = ${suppressionHash(services.seal, contact.email)}`;
    expect(row).toEqual({ reason: 'soft-bounces' });
  });

  it('of an address that mail was forwarded to does not give up the one we know', async () => {
    const { contact, id } = await accepted();
    await answer('bounce', contact, id, (letter) => ({
      ...letter,
      bytes: Buffer.from(letter.bytes.toString('latin1').replaceAll(contact.email, 'ada@other.example'), 'latin1'),
    }));
    await read();
    expect(await message(id)).toMatchObject({ state: 'bounced' });
    expect(await suppressed(contact.email)).toEqual(new Set());
  });

  it('goes by the address the message went to, not the one the contact has now', async () => {
    const [before, now] = [someone(), someone()];
    const contact = await rig.people.contact(before, { external_id: 'moved-1' });
    const id = (await rig.people.queue([contact])).get(contact.id)!;
    await rig.delivery.run();
    const moved = await rig.people.contact(now, { external_id: 'moved-1' });
    expect(moved.id).toBe(contact.id);
    await answer('bounce', contact, id);
    await read();
    expect(await suppressed(before)).toEqual(new Set(['all']));
    expect(await suppressed(now)).toEqual(new Set());
  });

  it('that says delayed is noted once, and that it was delivered is too', async () => {
    const { contact, id } = await accepted();
    await answer('delayed', contact, id);
    await answer('delayed', contact, id);
    await answer('delivered', contact, id);
    await read();
    expect(await message(id)).toMatchObject({ state: 'sent' });
    expect(await eventsOf(id)).toEqual(['delivered', 'delayed 4.4.1', 'confirmed 2.0.0']);
    expect(await suppressed(contact.email)).toEqual(new Set());
  });

  it('resolves a message in doubt: it had been accepted, and came back', async () => {
    const { contact, id } = await accepted();
    await sql`update messages set state = 'in_doubt', reason = 'NO_ANSWER' where id = ${id}`;
    await answer('delayed', contact, id);
    await read();
    expect(await message(id)).toMatchObject({ state: 'in_doubt' });
    await answer('bounce', contact, id);
    await read();
    expect(await message(id)).toMatchObject({ state: 'bounced', reason: 'UNKNOWN_ADDRESS' });
  });

  it('waits when it overtakes the answer to the message itself', async () => {
    const { contact, id } = await accepted();
    await sql`update messages set state = 'dot' where id = ${id}`;
    await answer('bounce', contact, id);
    await read();
    expect(await newest()).toMatchObject({ state: 'waiting', attempts: 0 });
    await sql`update messages set state = 'sent' where id = ${id}`;
    await sql`update inbound_mail set due_at = now() - interval '1 second' where state = 'waiting'`;
    await read();
    expect(await message(id)).toMatchObject({ state: 'bounced' });
  });

  it('leaves evidence with the hash of its bytes, and an audit entry, and nothing of what it quotes', async () => {
    const { contact, id } = await accepted('Refill');
    await answer('bounce', contact, id, (letter) => ({
      ...letter,
      bytes: Buffer.concat([letter.bytes, Buffer.from(`\r\nYour refill of ${CANARY}\r\n`)]),
    }));
    await read();
    const [row] = await sql<{ record: Record<string, unknown> }[]>`
      select record from evidence where message_id = ${id} and record ->> 'kind' = 'returned'`;
    expect(row!.record).toMatchObject({
      what: 'bounce',
      code: '5.1.1',
      suppressed: 'hard-bounce',
      tls: { protocol: 'TLSv1.3' },
    });
    expect(row!.record['sha256']).toMatch(/^[0-9a-f]{64}$/);
    const [entry] = await sql<{ details: unknown }[]>`
      select details from audit where action = 'inbound.act' order by seq desc limit 1`;
    expect(entry!.details).toMatchObject({ effects: [{ message: id, event: 'bounce', suppressed: 'hard-bounce' }] });
    for (const table of ['inbound_mail', 'evidence', 'audit', 'events', 'replies']) {
      const dump = await sql.unsafe(`select t::text as row from ${table} t`);
      expect(JSON.stringify(dump)).not.toContain(CANARY);
      expect(JSON.stringify(dump)).not.toContain(contact.email);
    }
  });
});

describe('a complaint', () => {
  it('suppresses the address for all mail', async () => {
    const { contact, id } = await accepted();
    await answer('complaint', contact, id);
    await read();
    expect(await eventsOf(id)).toEqual(['delivered', 'complaint']);
    expect(await suppressed(contact.email)).toEqual(new Set(['all']));
    expect(await message(id)).toMatchObject({ state: 'sent' });
  });

  it('that only wants no more offers stops those, and one that takes it back changes nothing', async () => {
    const one = await accepted();
    const as = (type: string) => (letter: Parameters<typeof rig.handIn>[0]) => ({
      ...letter,
      bytes: Buffer.from(letter.bytes.toString().replace('Feedback-Type: abuse', `Feedback-Type: ${type}`)),
    });
    await answer('complaint', one.contact, one.id, as('opt-out'));
    const other = await accepted();
    await answer('complaint', other.contact, other.id, as('not-spam'));
    await read();
    expect(await suppressed(one.contact.email)).toEqual(new Set(['commercial']));
    expect(await suppressed(other.contact.email)).toEqual(new Set());
  });
});

describe('a reply', () => {
  const openReply = async (contact: Recipient, sealed: Uint8Array) => {
    const [key] = await sql<{ id: string; wrappedKey: Uint8Array; keyVersion: number }[]>`
      select id, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts where id = ${contact.id}`;
    return JSON.parse(Buffer.from(services.seal.openFor(key!, 'reply', sealed)).toString()) as Record<string, unknown>;
  };

  it('of its proven sender is sealed into the sender identity’s inbox', async () => {
    const { contact, id } = await accepted();
    await answer('reply', contact, id);
    await read();
    const [reply] = await replies(id);
    const [sender] = await sql<{ id: string }[]>`select id from senders`;
    expect(reply).toMatchObject({ contactId: contact.id, senderId: sender!.id, proof: 'aligned', state: 'new' });
    expect(Buffer.from(reply!.sealed).toString('latin1')).not.toContain('quarter of an hour');
    expect(await openReply(contact, reply!.sealed)).toMatchObject({
      from: { address: contact.email },
      subject: 'Re: Your visit',
      text: expect.stringContaining('quarter of an hour'),
    });
    expect(await eventsOf(id)).toEqual(['delivered', 'reply']);
  });

  it('with a forged From is marked unproven, and is neither consent nor a wish to opt out', async () => {
    const { contact, id } = await accepted();
    await answer('forged-reply', contact, id, (letter) => ({
      ...letter,
      bytes: Buffer.from(letter.bytes.toString().replace('Subject: Re: Your visit', 'Subject: unsubscribe')),
    }));
    await read();
    expect(await replies(id)).toMatchObject([{ proof: 'unproven' }]);
    expect(await suppressed(contact.email)).toEqual(new Set());
    const [authorizations] = await sql`select count(*)::int as n from authorizations`;
    expect(authorizations).toEqual({ n: 0 });
  });

  it('from somebody else’s proven address is unproven too: it is not the contact’s', async () => {
    const { contact, id } = await accepted();
    await answer('reply', contact, id, (letter) => ({
      ...letter,
      from: 'husband@clearlake.example',
      bytes: Buffer.from(
        letter.bytes.toString().replace(`From: <${contact.email}>`, 'From: <husband@clearlake.example>'),
      ),
    }));
    await read();
    expect(await replies(id)).toMatchObject([{ proof: 'unproven' }]);
  });

  it('handed over twice by the other server is there once; two replies are two', async () => {
    const { contact, id } = await accepted();
    let first: Parameters<typeof rig.handIn>[0] | null = null;
    await answer('reply', contact, id, (letter) => (first = letter));
    await rig.handIn(first!);
    await answer('reply', contact, id);
    await read();
    expect(await replies(id)).toHaveLength(2);
  });

  it('to the sender’s own address is known by what it answers, if its sender is proven', async () => {
    const { contact, id } = await accepted();
    const to = 'care@lakeview.example';
    await answer('forged-reply', contact, id, (letter) => ({ ...letter, to }));
    await read();
    expect(await replies(id)).toHaveLength(0);
    expect(await newest()).toMatchObject({ state: 'kept', problem: 'no-message' });
    await answer('reply', contact, id, (letter) => ({ ...letter, to }));
    await read();
    expect(await replies(id)).toMatchObject([{ proof: 'aligned' }]);
  });

  it('made by a machine is a note, is not answered, and is in no inbox', async () => {
    const { contact, id } = await accepted();
    await answer('away', contact, id);
    await read();
    expect(await eventsOf(id)).toEqual(['delivered', 'auto_reply']);
    expect(await replies(id)).toEqual([]);
    const [outgoing] = await sql`select count(*)::int as n from messages where contact_id = ${contact.id}`;
    expect(outgoing).toEqual({ n: 1 });
  });

  it('that is signed by a proven sender is shown to what can verify signatures', async () => {
    const { contact, id } = await accepted();
    const seen: string[] = [];
    const signed = (letter: Parameters<typeof rig.handIn>[0]) => ({
      ...letter,
      bytes: Buffer.from(
        letter.bytes
          .toString()
          .replace(
            /Content-Type: text\/plain[\s\S]*$/,
            'Content-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n',
          ),
      ),
    });
    await answer('reply', contact, id, signed);
    await answer('forged-reply', contact, id, signed);
    await read(async ({ from, format, messageId }) => void seen.push(`${from} ${format} ${messageId}`));
    expect(seen).toEqual([`${contact.email} pgp ${id}`]);
  });
});

describe('an unsubscribe by mail', () => {
  it('stops marketing at once, whoever sends it: the address is the proof', async () => {
    const { contact, id } = await accepted();
    await rig.handIn(plain(address(contact, id, 'unsubscribe')));
    await read();
    expect(await suppressed(contact.email)).toEqual(new Set(['commercial']));
    expect(await eventsOf(id)).toEqual(['delivered', 'unsubscribe']);
    expect(await replies(id)).toEqual([]);
  });

  it('does not happen by a bounce that comes to that address, nor by a forged one', async () => {
    const { contact, id } = await accepted();
    await answer('mailbox-full', contact, id, (letter) => ({ ...letter, to: address(contact, id, 'unsubscribe') }));
    await rig.handIn(
      plain(address(contact, id, 'unsubscribe').replace(/^u-(.)/, (_a, c: string) => `u-${c === 'a' ? 'b' : 'a'}`)),
    );
    await read();
    expect(await suppressed(contact.email)).toEqual(new Set());
  });
});

describe('a suppression that stood already', () => {
  it('keeps its first reason', async () => {
    const { contact, id } = await accepted();
    await addSuppression(sql, suppressionHash(services.seal, contact.email)!, 'all', 'by-hand');
    await answer('bounce', contact, id);
    await read();
    const [row] =
      await sql`select reason from suppressions where hash = ${suppressionHash(services.seal, contact.email)}`;
    expect(row).toEqual({ reason: 'by-hand' });
  });
});

describe('what is unreadable', () => {
  it('is kept with its reason, and the others are read', async () => {
    const { contact, id } = await accepted();
    let nested = 'Content-Type: text/plain\r\n\r\nx\r\n';
    for (let i = 0; i < 60; i++)
      nested = `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n${nested}\r\n--b${i}--\r\n`;
    await rig.handIn({ from: '', to: address(contact, id), bytes: Buffer.from(nested) });
    await answer('reply', contact, id);
    await read();
    const rows = (await rig.rows()).slice(-2);
    expect(rows.map(({ state, problem }) => [state, problem])).toEqual([
      ['kept', 'too-deep'],
      ['done', null],
    ]);
  });
});

describe('all of it', () => {
  it('leaves the chain of evidence whole', async () => {
    const { problems, rows } = await verifyEvidence(scanEvidence(sql));
    expect(problems).toEqual([]);
    expect(rows).toBeGreaterThan(50);
  });
});
