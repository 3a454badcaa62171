import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import { type Role, roles } from '#core/roles.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { contactOf, pgpKey } from '#test/keys/support.ts';
import { restApp } from './rest-support.ts';

const { services, call } = await restApp();
const { sql } = services.db;
const jobs: { name: string; payload: Record<string, unknown> }[] = [];
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({
    ...services,
    addJob: async (name, payload) => void jobs.push({ name, payload }),
    actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role },
  }).recipientKeys;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const lastEntry = async () =>
  (
    await sql<{ actor: string; action: string; details: Record<string, unknown> }[]>`
    select actor, action, details from audit order by seq desc limit 1`
  )[0]!;

describe('staff and recipients’ keys', () => {
  it('managers and designers see none of it, and only marketers and admins change anything', async () => {
    const { id: contactId } = await contactOf(services);
    const keyId = services.newId();
    for (const role of roles) {
      const mayRead = role === 'marketer' || role === 'admin' || role === 'compliance';
      const mayEdit = role === 'marketer' || role === 'admin';
      const outcome = async (work: Promise<unknown>) =>
        work.then(
          () => 'allowed',
          async () => (await failureOf(work)).code,
        );
      expect(await outcome(as(role).get({ contactId }))).toBe(mayRead ? 'allowed' : 'FORBIDDEN');
      expect(await outcome(as(role).matters())).toBe(mayRead ? 'allowed' : 'FORBIDDEN');
      const edits = [
        () => as(role).choose({ contactId, delivery: 'inbox' }),
        () => as(role).upload({ contactId, file: base64('nothing'), attested: null }),
        () => as(role).confirm({ contactId, keyId, attested: 'in-person' }),
        () => as(role).stop({ contactId, keyId, ending: 'refused' }),
        () => as(role).invite({ contactId }),
      ];
      for (const edit of edits) expect((await outcome(edit())) === 'FORBIDDEN').toBe(!mayEdit);
    }
  });

  it('attest a key with where it comes from, and the log keeps both and no key', async () => {
    const owner = await contactOf(services);
    const { publicKey } = await pgpKey(owner.email);
    const made = await as('admin').upload({ contactId: owner.id, file: base64(publicKey), attested: 'signed-form' });
    expect(made).toMatchObject({ status: 'usable', mailed: false });
    const entry = await lastEntry();
    expect(entry).toMatchObject({
      actor: 'user:admin-1',
      action: 'recipient-key.enroll',
      details: { attested: 'signed-form' },
    });
    expect(JSON.stringify(entry)).not.toContain(made.fingerprint);
    expect(await as('compliance').get({ contactId: owner.id })).toMatchObject({
      keys: [{ state: 'enrolled', proof: 'attested', attestation: 'signed-form', by: 'user:admin-1' }],
    });
  });

  it('leave the proof to the recipient: the key is pending, and the job that mails the code carries ids only', async () => {
    const owner = await contactOf(services);
    const { publicKey } = await pgpKey(owner.email);
    const made = await as('marketer').upload({ contactId: owner.id, file: base64(publicKey), attested: null });
    expect(made).toMatchObject({ status: 'pending', mailed: true });
    expect(jobs.at(-1)).toEqual({
      name: 'key-mail',
      payload: { lane: owner.lane, contactId: owner.id, keyId: made.id, purpose: 'prove' },
    });
  });

  it('confirm or refuse a replacement once, and not one that does not wait', async () => {
    const owner = await contactOf(services);
    const upload = async () => {
      const { publicKey } = await pgpKey(owner.email);
      return as('admin').upload({ contactId: owner.id, file: base64(publicKey), attested: 'in-person' });
    };
    const [first, second, third] = [await upload(), await upload(), await upload()];
    const at = { contactId: owner.id };
    expect(await failureOf(as('admin').confirm({ ...at, keyId: first.id, attested: 'in-person' }))).toMatchObject({
      code: 'KEY_STATE',
    });
    expect((await as('admin').matters()).map((one) => one.matter)).toContain('waiting');
    await as('admin').confirm({ ...at, keyId: second.id, attested: 'fingerprint-by-phone' });
    const { keys } = await as('admin').get(at);
    expect(Object.fromEntries(keys.map((key) => [key.id, key.state]))).toEqual({
      [first.id]: 'superseded',
      [second.id]: 'enrolled',
      [third.id]: 'superseded',
    });
    expect(await failureOf(as('admin').stop({ ...at, keyId: third.id, ending: 'refused' }))).toMatchObject({
      code: 'KEY_STATE',
    });
  });

  it('are told why a key is refused', async () => {
    const owner = await contactOf(services);
    const { privateKey } = await pgpKey(owner.email);
    const upload = (file: string) => as('admin').upload({ contactId: owner.id, file: base64(file), attested: null });
    expect(await failureOf(upload(privateKey))).toMatchObject({
      code: 'KEY_UNUSABLE',
      details: { problem: 'private' },
    });
    expect(await failureOf(upload('A'.repeat(1 << 20)))).toMatchObject({ details: { problem: 'too-large' } });
    expect((await as('admin').get({ contactId: owner.id })).keys).toEqual([]);
  });
});

describe('keys over REST', () => {
  it('are taken, held or pending, with the answer saying which', async () => {
    const owner = await contactOf(services);
    const put = async (more: Record<string, unknown> = {}) =>
      call('PUT', '/recipient-keys', {
        contact: { id: owner.id },
        material: (await pgpKey(owner.email)).publicKey,
        ...more,
      });
    expect((await put({ attested: null })).body).toMatchObject({ status: 'pending' });
    expect((await put()).body).toMatchObject({ kind: 'pgp', status: 'usable' });
    expect((await put()).body).toMatchObject({ status: 'unconfirmed' });
    expect((await put({ confirmed: true })).body).toMatchObject({ status: 'usable' });
    const wrong = await put({ material: (await pgpKey('someone.else@one.example')).publicKey });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'KEY_UNUSABLE', details: { problem: 'wrong-user-id' } } });
    expect((await put({ kind: 'smime' })).status).toBe(422);
    const listed = await call('GET', `/recipient-keys/${owner.id}`);
    expect(listed).toMatchObject({ status: 200, body: { delivery: 'inbox' } });
    const states = (listed.body['keys'] as { state: string }[]).map((one) => one.state);
    expect(states.toSorted()).toEqual(['enrolled', 'superseded', 'superseded']);
    expect(JSON.stringify(listed.body)).not.toContain(owner.email);
  });
});
