import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { senderForm } from '#core/organization/sender.ts';
import { checkSender } from '#mail/check-sender.ts';
import { demoZone } from '#mail/demo-zone.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { DnsFailure } from '#mail/probe/resolver.ts';
import { senderRecords } from '#mail/sender-records.ts';
import { checkRecords } from '#api/senders/check-records.ts';
import { newDomainKeys } from '#api/senders/new-domain-keys.ts';
import { recordsOf } from '#api/senders/records-of.ts';
import { addressCode, askAddressCode, proveAddress } from '#store/senders/address-code.ts';
import { createSender } from '#store/senders/create.ts';
import { deleteSender } from '#store/senders/delete.ts';
import { retireDomainKeys } from '#store/senders/domain-keys.ts';
import { getSender } from '#store/senders/get.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { updateSender } from '#store/senders/update.ts';
import { openSubjects } from '#store/watch/alerts.ts';
import { recheckSenders } from '#server/senders/recheck.ts';
import { createJourney } from '#store/journeys/create.ts';
import { journey } from '#test/core/support.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { db, seal, newId } = services;
const keys = await makeDkimKeys();
const form = { fromName: 'Clinic', address: 'care@lakeview.example', replyTo: null, floor: 'P0' as const };
const make = async (name: string) => {
  const id = newId();
  await createSender(db.orm, seal, { ...form, id, name, keys, verifiedBy: null });
  return id;
};
const domain = 'lakeview.example';
const published = keys.map((key) => ({ ...key, state: 'active' as const }));
const records = senderRecords(domain, published, '192.0.2.7');
const sender = { domain, host: '192.0.2.7', records, keys, now: Date.now() };
type Zone = Parameters<typeof checkSender>[0];
/** What the records say, but for the names changed. */
const zone = (change: Record<string, string[]> = {}, shown = records): Zone => ({
  ...demoZone(shown),
  txt: (name: string) => {
    const found = change[name] ?? shown.filter((one) => one.name === name).map((one) => one.value);
    return Promise.resolve({ records: found, exists: found.length > 0, validated: false });
  },
});
const silent: Zone = { ...zone(), txt: () => Promise.reject(new DnsFailure('timeout')) };
const outside = { ...services, config: { ...services.config, demo: false, sendingHost: '192.0.2.7' } };
const check = (id: string, resolver: Zone, patient = false) =>
  checkRecords({ ...outside, resolver: { ...services.resolver, ...resolver } }, id, {
    patient,
    within: () => Promise.resolve(),
  });
/** Its domain's own records: another domain than the rest of this file, so that its keys are its own. */
const own = async (name: string) => {
  const id = newId();
  const address = `care@${name}.example`;
  await createSender(db.orm, seal, { ...form, address, id, name, keys: await makeDkimKeys(), verifiedBy: null });
  const zoneNow = async () => zone({}, recordsOf(await getSender(db.orm, id), outside.config));
  return { id, zoneNow };
};
const proveIt = async (id: string) => {
  await db.sql`update senders set code_asked_at = null where id = ${id}`;
  await askAddressCode(db.orm, id);
  const { address, codeAskedAt } = await getSender(db.orm, id);
  await proveAddress(db.orm, seal, id, addressCode(seal, { id, address, codeAskedAt: codeAskedAt! }));
};

describe('signing keys made here', () => {
  it('are an RSA-2048 and an Ed25519 pair whose published halves check what the sealed halves sign', () => {
    const text = Buffer.from('a message');
    const [rsa, ed] = keys;
    const rsaPublic = createPublicKey({ key: Buffer.from(rsa!.publicKey, 'base64'), format: 'der', type: 'spki' });
    expect(rsaPublic.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(verify('sha256', text, rsaPublic, sign('sha256', text, createPrivateKey(rsa!.privateKey)))).toBe(true);
    // RFC 8463 publishes the bare 32 bytes.
    expect(Buffer.from(ed!.publicKey, 'base64')).toHaveLength(32);
    const x = Buffer.from(ed!.publicKey, 'base64').toString('base64url');
    const edPublic = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, text, edPublic, sign(null, text, createPrivateKey(ed!.privateKey)))).toBe(true);
  });

  it('are the domain’s: a second identity of it publishes nothing more', async () => {
    const first = await getSender(db.orm, await make('first of two'));
    const second = await getSender(db.orm, await make('second of two'));
    expect(second.keys.map((one) => one.selector)).toEqual(first.keys.map((one) => one.selector));
  });

  it('are sealed at rest, and opened only for an identity with its domain and its address proven', async () => {
    const { id, zoneNow } = await own('sealed');
    const refused = () =>
      expect(loadSigner(db.orm, seal, 'sealed')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
    const kept = await db.sql<
      { key: Buffer }[]
    >`select private_key as key from domain_keys where domain = 'sealed.example'`;
    expect(kept).toHaveLength(2);
    expect(kept.some(({ key }) => key.includes('PRIVATE KEY'))).toBe(false);
    expect(JSON.stringify(await getSender(db.orm, id))).not.toContain('PRIVATE');
    await refused();
    await expect(loadSigner(db.orm, seal, 'nobody')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
    expect(await check(id, await zoneNow())).toMatchObject({ verified: false, domainOk: true, addressProven: false });
    await refused();
    await proveIt(id);
    const signer = await loadSigner(db.orm, seal, 'sealed');
    expect(signer.keys.map((one) => one.algorithm).toSorted()).toEqual(['ed25519', 'rsa']);
  });
});

describe('checking the records', () => {
  const faults = async (change: Record<string, string[]>) => {
    const { checks } = await checkSender(zone(change), sender);
    return checks.filter((one) => !one.ok).map((one) => one.record);
  };

  it('finds all of them when they are published as shown, other TXT records and spacing aside', async () => {
    const spf = ['google-site-verification=abc', 'v=spf1 ip4:198.51.100.0/24 ip4:192.0.2.7 -all'];
    expect(await faults({ [domain]: spf, [`_dmarc.${domain}`]: ['v=DMARC1;p=reject'] })).toEqual([]);
  });

  it('names the one that is missing, doubled, too lax, that forbids us or holds another key', async () => {
    expect(await faults({ [domain]: [] })).toEqual(['SPF']);
    expect(await faults({ [domain]: ['v=spf1 ip4:192.0.2.7 -all', 'v=spf1 -all'] })).toEqual(['SPF']);
    expect(await faults({ [domain]: ['v=spf1 ip4:192.0.2.8 -all'] })).toEqual(['SPF']);
    // It names us, but only after it has refused everyone.
    expect(await faults({ [domain]: ['v=spf1 -all ip4:192.0.2.7'] })).toEqual(['SPF']);
    expect(await faults({ [`_dmarc.${domain}`]: ['v=DMARC1; p=none'] })).toEqual(['DMARC']);
    expect(await faults({ [`_dmarc.${domain}`]: ['v=DMARC1; p=reject; t=y'] })).toEqual([]);
    expect(await faults({ [`_dmarc.${domain}`]: ['v=DMARC1; p=quarantine; t=y'] })).toEqual(['DMARC']);
    const rsa = records.find((one) => one.kind === 'DKIM (RSA)')!;
    expect(await faults({ [rsa.name]: ['v=DKIM1; k=rsa; p=MIIBother'] })).toEqual(['DKIM (RSA)']);
    // The right key under flags that forbid its use for mail.
    expect(await faults({ [rsa.name]: [`${rsa.value}; s=tlsrpt`] })).toEqual(['DKIM (RSA)']);
  });

  it('follows an included record to the end, as receivers do', async () => {
    const change = {
      [domain]: ['v=spf1 include:_spf.host.example -all'],
      '_spf.host.example': ['v=spf1 ip4:192.0.2.7 ~all'],
    };
    expect(await faults(change)).toEqual([]);
    expect(await faults({ ...change, '_spf.host.example': ['v=spf1 ip4:203.0.113.9 ~all'] })).toEqual(['SPF']);
  });

  it('takes verification away when a record is gone for certain, not when the name server is silent', async () => {
    const { id, zoneNow } = await own('fading');
    await proveIt(id);
    expect(await check(id, await zoneNow())).toMatchObject({ verified: true });
    expect(await check(id, silent)).toMatchObject({ verified: true, unanswered: true });
    expect(await check(id, zone({}, []))).toMatchObject({ verified: false });
    await expect(loadSigner(db.orm, seal, 'fading')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
  });

  it('that comes round by itself stops an identity only at the second failing look', async () => {
    const { id, zoneNow } = await own('patient');
    await proveIt(id);
    await check(id, await zoneNow());
    expect(await check(id, zone({}, []), true)).toMatchObject({ verified: true });
    expect((await getSender(db.orm, id)).failingSince).not.toBeNull();
    expect(await check(id, await zoneNow(), true)).toMatchObject({ verified: true });
    expect((await getSender(db.orm, id)).failingSince).toBeNull();
    await check(id, zone({}, []), true);
    expect(await check(id, zone({}, []), true)).toMatchObject({ verified: false });
  });

  it('raises an alert while records are wrong, and settles it', async () => {
    const { id, zoneNow } = await own('alerted');
    await proveIt(id);
    await check(id, await zoneNow());
    const open = () => openSubjects(db.sql, 'sender-failing');
    await recheckSenders({ ...outside, resolver: { ...services.resolver, ...zone({}, []) } });
    expect(await open()).toContain(`sender:${id}`);
    await recheckSenders({ ...outside, resolver: { ...services.resolver, ...(await zoneNow()) } });
    expect(await open()).not.toContain(`sender:${id}`);
  });
});

describe('changing keys', () => {
  it('signs with the old pair until the new records are seen, and keeps the old records for the overlap', async () => {
    const { id, zoneNow } = await own('changing');
    await proveIt(id);
    const before = await zoneNow();
    await check(id, before);
    const selectors = async () => (await loadSigner(db.orm, seal, 'changing')).keys.map((one) => one.selector);
    const old = await selectors();
    const none = () => Promise.resolve();
    expect(await newDomainKeys(services, id, none)).toEqual({ made: true });
    expect(await newDomainKeys(services, id, none)).toEqual({ made: false });
    // The new records are not published yet: still verified, still the old pair.
    expect(await check(id, before)).toMatchObject({ verified: true });
    expect(await selectors()).toEqual(old);
    await check(id, await zoneNow());
    const fresh = await selectors();
    expect(fresh).toHaveLength(2);
    expect(fresh.some((one) => old.includes(one))).toBe(false);
    const states = async () =>
      Object.fromEntries((await getSender(db.orm, id)).keys.map((one) => [one.selector, one.state]));
    expect((await states())[old[0]!]).toBe('retiring');
    await retireDomainKeys(db.orm);
    expect((await states())[old[0]!]).toBe('retiring');
    await db.sql`update domain_keys set retire_after = stepwell_now() - interval '1 minute' where state = 'retiring'`;
    await retireDomainKeys(db.orm);
    expect((await states())[old[0]!]).toBe('retired');
    const [left] = await db.sql<{ n: number }[]>`
      select count(*)::int as n from domain_keys where state = 'retired' and private_key is not null`;
    expect(left!.n).toBe(0);
    const shown = recordsOf(await getSender(db.orm, id), services.config);
    expect(shown.filter((one) => one.standing === 'may-go')).toHaveLength(2);
  });
});

describe('the address', () => {
  it('is proven by the code that went there and by no other, five tries and an hour long', async () => {
    const { id } = await own('answering');
    const prove = (code: string) => proveAddress(db.orm, seal, id, code);
    await expect(prove('1234 5678')).rejects.toMatchObject({ code: 'ADDRESS_CODE_WRONG', details: { left: 0 } });
    await askAddressCode(db.orm, id);
    await expect(askAddressCode(db.orm, id)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const row = await getSender(db.orm, id);
    const code = addressCode(seal, { id, address: row.address, codeAskedAt: row.codeAskedAt! });
    const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`;
    for (const left of [4, 3, 2, 1, 0]) await expect(prove(wrong)).rejects.toMatchObject({ details: { left } });
    await expect(prove(code)).rejects.toMatchObject({ details: { left: 0 } });
    await db.sql`update senders set code_tries = 0, code_asked_at = code_asked_at - interval '61 minutes' where id = ${id}`;
    await expect(prove(code)).rejects.toMatchObject({ details: { left: 0 } });
    await proveIt(id);
    expect((await getSender(db.orm, id)).addressProvenAt).not.toBeNull();
  });
});

describe('a sender identity', () => {
  it('that moves to another domain has to be verified anew', async () => {
    const { id, zoneNow } = await own('moving');
    await proveIt(id);
    await check(id, await zoneNow());
    const change = (what: object) =>
      updateSender(db.orm, seal, id, { ...form, address: 'care@moving.example', ...what }, makeDkimKeys);
    await change({ fromName: 'The clinic' });
    expect((await getSender(db.orm, id)).verifiedAt).not.toBeNull();
    await change({ address: 'hello@moving.example' });
    expect(await getSender(db.orm, id)).toMatchObject({ verifiedAt: null, addressProvenAt: null });
    await proveIt(id);
    await change({ address: 'care@elsewhere.example' });
    expect(await getSender(db.orm, id)).toMatchObject({ verifiedAt: null, checks: [], domain: 'elsewhere.example' });
    expect((await getSender(db.orm, id)).keys).toHaveLength(2);
  });

  it('that a journey names cannot be removed', async () => {
    const id = await make('needed');
    await createJourney(db.orm, { id: newId(), graph: journey({ end: ['end', { reason: 'completed' }] }) });
    await db.sql`update journeys set draft = jsonb_set(draft, '{settings,sender}', '"needed"')`;
    await expect(deleteSender(db.orm, id)).rejects.toMatchObject({ code: 'IN_USE', details: { journeys: 1 } });
    await db.sql`update journeys set draft = jsonb_set(draft, '{settings,sender}', 'null')`;
    await deleteSender(db.orm, id);
    await expect(getSender(db.orm, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('on a server that has only an address names it as SPF does', () => {
    const spf = (host: string) => senderRecords('lakeview.example', [], host)[0]?.value;
    expect(spf('192.0.2.1')).toBe('v=spf1 ip4:192.0.2.1 -all');
    expect(spf('[2001:db8::1]')).toBe('v=spf1 ip6:2001:db8::1 -all');
  });

  it('takes no name or address that could forge a header', () => {
    const refused = (change: object) => !senderForm.safeParse({ name: 'A', ...form, ...change }).success;
    expect(refused({})).toBe(false);
    expect(refused({ fromName: 'A\r\nBcc: x@evil.example' })).toBe(true);
    expect(refused({ fromName: 'A" <x@evil.example>' })).toBe(true);
    expect(refused({ address: 'care@lakeview.example, x@evil.example' })).toBe(true);
    expect(refused({ replyTo: 'x@evil.example\r\n' })).toBe(true);
  });
});
