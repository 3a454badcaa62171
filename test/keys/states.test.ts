import { enums, readKey as readPgp, readPrivateKey, revokeKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { checkKeys } from '#server/delivery/check-keys.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { enterChallenge, makeChallenge, readChallenge } from '#store/recipient-keys/challenge.ts';
import { loadChoices, saveChoice } from '#store/recipient-keys/choice.ts';
import { confirmKey } from '#store/recipient-keys/confirm.ts';
import { endKey } from '#store/recipient-keys/end.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { type VerifiedSigner, harvestCertificate } from '#store/recipient-keys/harvest.ts';
import { holdKeys } from '#store/recipient-keys/hold.ts';
import { keepFoundKey } from '#store/recipient-keys/keep-found.ts';
import { keyMatters, reachedHow } from '#store/recipient-keys/list.ts';
import { keysFor, loadKeys } from '#store/recipient-keys/load.ts';
import { markKeyUnusable } from '#store/recipient-keys/mark-unusable.ts';
import { keysCheck } from '#store/watch/checks/keys.ts';
import { watch } from '#store/watch/run.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { testServices } from '#test/support/services.ts';
import { DAY, type Owner, contactOf, pgpKey } from './support.ts';

const services = await testServices();
const { db, seal } = services;
const issuer = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, {
  from: Date.now() - DAY,
  days: 30,
});
const all = { dane: true, wkd: true, signedMail: true };

const attested = { attested: 'in-person', by: 'user:test' } as const;
const uploaded = { attested: null, by: 'recipient:test' } as const;
const keyOf = async (owner: Owner) => (await pgpKey(owner.email)).publicKey;
const usable = async (owner: Owner) =>
  ((await loadKeys(db.sql, [owner])).get(owner.id) ?? []).filter((key) => key.usable).map((key) => key.fingerprint);
const states = async (owner: Owner) =>
  Object.fromEntries((await reachedHow(db.sql, owner)).keys.map((key) => [key.fingerprint, key.state]));

async function prove(owner: Owner, keyId: string, purpose: 'prove' | 'replace' | 'remove' = 'prove') {
  expect(await makeChallenge(services, owner, { keyId, purpose, code: '1234 5678' })).toBe('made');
  return enterChallenge(services, owner, { keyId, purpose, code: '12345678' });
}

describe('an uploaded key', () => {
  it('is sealed at rest, pending and not used; a code sealed to it, given back, enrolls it', async () => {
    const owner = await contactOf(services);
    const key = await enrollKey(services, owner, { ...uploaded, material: await keyOf(owner) });
    expect(key.status).toBe('pending');
    expect(await usable(owner)).toEqual([]);
    const [row] = await db.sql<{ sealed: Uint8Array }[]>`select sealed from recipient_keys where id = ${key.id}`;
    expect(Buffer.from(row!.sealed).includes(owner.email)).toBe(false);
    expect(await prove(owner, key.id)).toBe('enrolled');
    expect(await usable(owner)).toEqual([key.fingerprint]);
  });

  it('is not enrolled by wrong codes: five, and the code itself is void', async () => {
    const owner = await contactOf(services);
    const key = await enrollKey(services, owner, { ...uploaded, material: await keyOf(owner) });
    const ask = { keyId: key.id, purpose: 'prove' as const };
    await makeChallenge(services, owner, { ...ask, code: '1111 2222' });
    const tries = [];
    for (let i = 0; i < 5; i++) tries.push(await enterChallenge(services, owner, { ...ask, code: '00000000' }));
    expect(tries).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'used-up']);
    expect(await enterChallenge(services, owner, { ...ask, code: '11112222' })).toBe('none');
    expect(await usable(owner)).toEqual([]);
  });

  it('is not enrolled by a code of another key, another purpose or another person, nor after an hour', async () => {
    const [owner, other] = [await contactOf(services), await contactOf(services)];
    const key = await enrollKey(services, owner, { ...uploaded, material: await keyOf(owner) });
    const theirs = await enrollKey(services, other, { ...uploaded, material: await keyOf(other) });
    await makeChallenge(services, other, { keyId: theirs.id, purpose: 'prove', code: '1111 2222' });
    const enter = (purpose: 'prove' | 'remove') =>
      enterChallenge(services, owner, { keyId: key.id, purpose, code: '11112222' });
    expect(await enter('prove')).toBe('none');
    await makeChallenge(services, owner, { keyId: key.id, purpose: 'prove', code: '1111 2222' });
    expect(await enter('remove')).toBe('none');
    await db.sql`update key_challenges set expires_at = stepwell_now() - interval '1 second' where key_id = ${key.id}`;
    expect(await enter('prove')).toBe('none');
    expect(await readChallenge(services, owner, { keyId: key.id, purpose: 'prove' })).toBe(null);
  });

  it('causes eight mails an hour at most', async () => {
    const owner = await contactOf(services);
    const key = await enrollKey(services, owner, { ...uploaded, material: await keyOf(owner) });
    const made = [];
    for (let i = 0; i < 9; i++)
      made.push(await makeChallenge(services, owner, { keyId: key.id, purpose: 'prove', code: '1111 2222' }));
    expect(made.filter((one) => one === 'made')).toHaveLength(8);
    expect(made.at(-1)).toBe('too-many');
  });

  it('for another address is not kept at all', async () => {
    const owner = await contactOf(services);
    const other = (await pgpKey('someone.else@one.example')).publicKey;
    expect(await failureOf(enrollKey(services, owner, { ...attested, material: other }))).toMatchObject({
      code: 'KEY_UNUSABLE',
      details: { problem: 'wrong-user-id' },
    });
    expect((await reachedHow(db.sql, owner)).keys).toEqual([]);
  });
});

describe('a key that would replace an enrolled one', () => {
  async function replacing() {
    const owner = await contactOf(services);
    const first = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    const second = await enrollKey(services, owner, { ...uploaded, material: await keyOf(owner) });
    expect(await prove(owner, second.id)).toBe('waiting');
    return { owner, first, second };
  }

  it('waits though possession is proven, and the old one stays in use', async () => {
    const { owner, first, second } = await replacing();
    expect(await usable(owner)).toEqual([first.fingerprint]);
    expect(await states(owner)).toEqual({ [first.fingerprint]: 'enrolled', [second.fingerprint]: 'waiting' });
    expect((await keyMatters(db.sql, 100)).filter((one) => one.contactId === owner.id)).toMatchObject([
      { matter: 'waiting' },
    ]);
  });

  it('waits also when staff attest it, and when the old one has expired', async () => {
    const { owner } = await replacing();
    const third = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    expect(third.status).toBe('unconfirmed');
    const expired = await contactOf(services);
    const first = await enrollKey(services, expired, { ...attested, material: await keyOf(expired) });
    await db.sql`update recipient_keys set expires_at = now() - interval '1 minute' where id = ${first.id}`;
    await checkKeys(services);
    expect(await states(expired)).toEqual({ [first.fingerprint]: 'expired' });
    const next = await enrollKey(services, expired, { ...attested, material: await keyOf(expired) });
    expect(next.status).toBe('unconfirmed');
    expect(await usable(expired)).toEqual([]);
  });

  it('takes its place when the holder of the old key says so, by a code sealed to the old key', async () => {
    const { owner, first, second } = await replacing();
    await makeChallenge(services, owner, { keyId: second.id, purpose: 'replace', code: '1234 5678' });
    const challenge = await readChallenge(services, owner, { keyId: second.id, purpose: 'replace' });
    expect(challenge).toMatchObject({ fingerprint: first.fingerprint, about: second.fingerprint });
    expect(await prove(owner, second.id, 'replace')).toBe('replaced');
    expect(await usable(owner)).toEqual([second.fingerprint]);
    expect(await states(owner)).toMatchObject({ [first.fingerprint]: 'superseded' });
  });

  it('takes its place when staff confirm, and is gone when they refuse', async () => {
    const { owner, second } = await replacing();
    await confirmKey(services, owner, second.id, { ...attested });
    expect(await usable(owner)).toEqual([second.fingerprint]);
    const other = await replacing();
    const held = await holdKeys(db.sql, seal, other.owner);
    await endKey(db.sql, held, other.second.id, { ending: 'refused', from: ['waiting'], by: 'user:test' });
    expect(await usable(other.owner)).toEqual([other.first.fingerprint]);
    expect(await failureOf(confirmKey(services, other.owner, other.second.id, attested))).toMatchObject({
      code: 'KEY_STATE',
    });
  });

  it('of the other kind waits too: S/MIME comes before PGP, so it would replace it in effect', async () => {
    const owner = await contactOf(services);
    const first = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    const { certificate } = await makeIdentity({ kind: 'email', address: owner.email }, issuer, {
      from: Date.now() - DAY,
      days: 30,
    });
    const second = await enrollKey(services, owner, { ...attested, material: certificate });
    expect(second.status).toBe('unconfirmed');
    expect(await usable(owner)).toEqual([first.fingerprint]);
  });

  it('does not win by a race: of many at once one is enrolled, and the others wait', async () => {
    const owner = await contactOf(services);
    const keys = await Promise.all(Array.from({ length: 6 }, () => keyOf(owner)));
    const made = await Promise.all(keys.map((material) => enrollKey(services, owner, { ...attested, material })));
    expect(made.filter((one) => one.status === 'usable')).toHaveLength(1);
    expect(await usable(owner)).toHaveLength(1);
  });
});

describe('the end of a key', () => {
  it('removed by its holder with a code sealed to it, it counts for nothing; reported lost, mail goes to the portal', async () => {
    const owner = await contactOf(services);
    const key = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    expect(await prove(owner, key.id, 'remove')).toBe('removed');
    expect((await loadKeys(db.sql, [owner])).size).toBe(0);
    const lost = await contactOf(services);
    const gone = await enrollKey(services, lost, { ...attested, material: await keyOf(lost) });
    const held = await holdKeys(db.sql, seal, lost);
    await endKey(db.sql, held, gone.id, { ending: 'reported-lost', from: ['enrolled'], by: 'recipient' });
    expect((await loadKeys(db.sql, [lost])).get(lost.id)).toMatchObject([
      { source: 'enrolled', usable: false, problem: 'reported-lost' },
    ]);
  });

  it('is seen at once at the next send when it has expired, before any job marks it', async () => {
    const owner = await contactOf(services);
    const key = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    await db.sql`update recipient_keys set expires_at = now() - interval '1 second' where id = ${key.id}`;
    expect((await loadKeys(db.sql, [owner])).get(owner.id)).toMatchObject([{ usable: false, problem: 'expired' }]);
  });

  it('comes with the contact’s new address: the key is for the former one, and mail is not sealed to it', async () => {
    const owner = await contactOf(services);
    await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    const keys = (await loadKeys(db.sql, [owner])).get(owner.id)!;
    expect(keysFor(seal, keys, owner.email)).toMatchObject([{ usable: true }]);
    expect(keysFor(seal, keys, owner.email.toUpperCase())).toMatchObject([{ usable: true }]);
    for (const address of ['moved@one.example', null, undefined])
      expect(keysFor(seal, keys, address)).toMatchObject([{ usable: false, problem: 'other-address' }]);
  });

  it('by failing stays until it is enrolled anew', async () => {
    const owner = await contactOf(services);
    const material = await keyOf(owner);
    const key = await enrollKey(services, owner, { ...attested, material });
    await markKeyUnusable(db.sql, owner, key.fingerprint, 'sealing-failed');
    expect(await states(owner)).toEqual({ [key.fingerprint]: 'unusable' });
    expect((await enrollKey(services, owner, { ...attested, material })).status).toBe('usable');
  });

  it('and what waits are told to staff, and no more once they are settled', async () => {
    const raised = async () => (await watch(services, { thorough: true, only: [keysCheck] }))!.map((one) => one.code);
    expect(await raised()).toEqual(['keys-waiting', 'keys-unusable']);
    await db.sql`update recipient_keys set state = 'superseded', problem = 'withdrawn'
      where state in ('waiting', 'unusable', 'expired', 'revoked') and problem is distinct from 'revoked'`;
    expect(await raised()).toEqual([]);
  });
});

describe('a key that is found', () => {
  const found = (owner: Owner, material: Uint8Array, source: 'dane' | 'wkd' | 'signed-mail' = 'wkd') =>
    keepFoundKey(services, owner, { source, material });
  const binary = async (armored: string) => (await readPgp({ armoredKey: armored })).write();

  it('is used where nothing is enrolled; with an enrolled one it waits, and the old one stays', async () => {
    const owner = await contactOf(services);
    expect(await found(owner, await binary(await keyOf(owner)))).toMatchObject({ outcome: 'discovered' });
    expect(await usable(owner)).toHaveLength(1);
    const enrolled = await contactOf(services);
    const own = await enrollKey(services, enrolled, { ...attested, material: await keyOf(enrolled) });
    const other = await found(enrolled, await binary(await keyOf(enrolled)));
    expect(other).toMatchObject({ outcome: 'waiting' });
    expect(await usable(enrolled)).toEqual([own.fingerprint]);
    if (other.outcome !== 'waiting') throw new Error('it did not wait');
    // Nobody proved to hold it: whoever confirms has to say how it is known.
    const confirm = (how: 'in-person' | null) =>
      confirmKey(services, enrolled, other.id, { attested: how, by: 'user:test' });
    expect(await failureOf(confirm(null))).toMatchObject({ code: 'INVALID_INPUT' });
    await confirm('in-person');
    expect(await usable(enrolled)).toEqual([other.fingerprint]);
  });

  it('for another address, or unfit, is not taken', async () => {
    const owner = await contactOf(services);
    const other = await binary((await pgpKey('someone.else@one.example')).publicKey);
    expect(await found(owner, other)).toEqual({ outcome: 'refused', problem: 'wrong-user-id' });
    expect(await found(owner, Buffer.alloc(10 << 20))).toEqual({ outcome: 'refused', problem: 'too-large' });
    expect(await usable(owner)).toEqual([]);
  });

  it('revoked, ends the one enrolled, for good: an older copy without the revocation does not bring it back', async () => {
    const owner = await contactOf(services);
    const made = await pgpKey(owner.email);
    const own = await enrollKey(services, owner, { ...attested, material: made.publicKey });
    const revoked = await revokeKey({
      key: await readPrivateKey({ armoredKey: made.privateKey }),
      reasonForRevocation: { flag: enums.reasonForRevocation.keyRetired, string: '' },
      format: 'armored',
    });
    expect(await found(owner, await binary(revoked.publicKey))).toMatchObject({ outcome: 'revoked', id: own.id });
    expect(await usable(owner)).toEqual([]);
    const again = enrollKey(services, owner, { ...attested, confirmed: true, material: made.publicKey });
    expect(await failureOf(again)).toMatchObject({ details: { problem: 'revoked' } });
    expect(await found(owner, await binary(made.publicKey))).toMatchObject({ outcome: 'refused' });
  });

  it('on signed mail is taken only with a trusted chain, an authenticated sender, and the contact’s own address', async () => {
    const owner = await contactOf(services);
    const pem = (
      await makeIdentity({ kind: 'email', address: owner.email }, issuer, { from: Date.now() - DAY, days: 30 })
    ).certificate;
    const material = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const good: VerifiedSigner = {
      method: 'smime',
      material,
      issuer: 'trusted',
      problem: null,
      from: owner.email,
      fromAligned: true,
    };
    const harvest = (signer: Partial<VerifiedSigner>, sources = all) =>
      harvestCertificate(services, owner, { ...good, ...signer }, sources);
    for (const issuedBy of ['self', 'unknown', null] as const)
      expect(await harvest({ issuer: issuedBy })).toMatchObject({ problem: 'untrusted-issuer' });
    expect(await harvest({ problem: 'bad-signature' })).toMatchObject({ problem: 'bad-signature' });
    expect(await harvest({ method: 'pgp' })).toMatchObject({ problem: 'unsupported' });
    expect(await harvest({ from: null })).toMatchObject({ problem: 'wrong-san' });
    expect(await harvest({ fromAligned: false })).toMatchObject({ problem: 'wrong-san' });
    expect(await harvest({ from: 'someone.else@one.example' })).toMatchObject({ problem: 'wrong-san' });
    expect(await harvest({}, { ...all, signedMail: false })).toMatchObject({ problem: 'source-off' });
    expect(await usable(owner)).toEqual([]);
    expect(await harvest({})).toMatchObject({ outcome: 'discovered' });
    expect((await loadKeys(db.sql, [owner])).get(owner.id)).toMatchObject([{ source: 'signed-mail', usable: true }]);
  });
});

describe('the database itself', () => {
  const insert = async (values: Record<string, unknown>) => {
    const owner = await contactOf(services);
    const row = {
      lane: owner.lane,
      contact_id: owner.id,
      kind: 'pgp',
      fingerprint: 'f00',
      source: 'enrolled',
      state: 'enrolled',
      proof: 'attested',
      attestation: 'in-person',
      sealed: Buffer.from('x'),
      address: Buffer.from(addressHash(seal, owner.email)),
      found_at: new Date().toISOString(),
      verified_at: new Date().toISOString(),
      problem: null,
      ...values,
    };
    return db.sql`insert into recipient_keys ${db.sql(row)}`.then(
      () => 'taken',
      (error: { constraint_name?: string }) => error.constraint_name,
    );
  };

  it.each([
    [{ proof: null, attestation: null }, 'recipient_keys_enrolled'],
    [{ verified_at: null }, 'recipient_keys_enrolled'],
    [{ source: 'wkd', proof: null, attestation: null }, 'recipient_keys_enrolled'],
    [{ attestation: null }, 'recipient_keys_attested'],
    [{ state: 'pending' }, 'recipient_keys_pending'],
    [{ state: 'discovered' }, 'recipient_keys_discovered'],
    [{ state: 'waiting', proof: null, attestation: null }, 'recipient_keys_waiting'],
    [{ state: 'revoked' }, 'recipient_keys_ended'],
    [{ problem: 'expired' }, 'recipient_keys_ended'],
    [{ state: 'trusted' }, 'recipient_keys_state'],
    [
      { source: 'keyserver', state: 'superseded', problem: 'x', proof: null, attestation: null },
      'recipient_keys_source',
    ],
    [{ source: 'wkd', state: 'waiting' }, 'recipient_keys_proof'],
  ])('refuses %o', async (values, constraint) => {
    expect(await insert(values)).toBe(constraint);
  });

  it('takes one that is as it should be', async () => {
    expect(await insert({})).toBe('taken');
  });

  it('holds one key of a kind in use, and a revocation for good', async () => {
    const owner = await contactOf(services);
    const one = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    const two = await enrollKey(services, owner, { ...attested, material: await keyOf(owner) });
    const both = db.sql`update recipient_keys set state = 'enrolled' where id = ${two.id}`;
    await expect(both.execute()).rejects.toMatchObject({ constraint_name: 'recipient_keys_one_enrolled' });
    await db.sql`update recipient_keys set state = 'revoked', problem = 'revoked' where id = ${one.id}`;
    const back = db.sql`update recipient_keys set state = 'enrolled', problem = null where id = ${one.id}`;
    await expect(back.execute()).rejects.toThrow('a revoked key stays revoked');
  });
});

describe('what the recipient chose', () => {
  it('is loaded for many at once, and is not there for those who left it to the policy', async () => {
    const [one, two, three] = [await contactOf(services), await contactOf(services), await contactOf(services)];
    expect(await saveChoice(db.sql, one, { delivery: 'portal', by: 'recipient' })).toBe('inbox');
    await saveChoice(db.sql, two, { delivery: 'own-key', by: 'recipient' });
    await saveChoice(db.sql, two, { delivery: 'inbox', by: 'recipient' });
    expect([...(await loadChoices(db.sql, [one, two, three]))]).toEqual([[one.id, 'portal']]);
  });
});
