import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { senderForm } from '#core/organization/sender.ts';
import { checkSender } from '#mail/check-sender.ts';
import { demoZone } from '#mail/demo-zone.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { DnsFailure } from '#mail/probe/resolver.ts';
import { senderRecords } from '#mail/sender-records.ts';
import { createSender } from '#store/senders/create.ts';
import { deleteSender } from '#store/senders/delete.ts';
import { getSender } from '#store/senders/get.ts';
import { saveChecks } from '#store/senders/save-checks.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { updateSender } from '#store/senders/update.ts';
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
const records = senderRecords('lakeview.example', keys, 'mail.lakeview.example');

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

  it('are sealed at rest, and opened only for a verified identity', async () => {
    const id = await make('sealed');
    const [row] = await db.sql<{ kept: Buffer }[]>`select dkim_keys as kept from senders where id = ${id}`;
    expect(row!.kept.includes('PRIVATE KEY')).toBe(false);
    expect(JSON.stringify(await getSender(db.orm, id))).not.toContain('PRIVATE');
    await expect(loadSigner(db.orm, seal, 'sealed')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
    await expect(loadSigner(db.orm, seal, 'nobody')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
    await saveChecks(db.orm, id, { ...(await checkSender(demoZone(records), records)), by: 'dns' });
    const signer = await loadSigner(db.orm, seal, 'sealed');
    expect(signer.keys.map((one) => one.privateKey)).toEqual(keys.map((one) => one.privateKey));
  });
});

describe('checking the records', () => {
  const zone = (change: Record<string, string[]>) => ({
    txt: (name: string) => {
      const found = change[name] ?? records.filter((one) => one.name === name).map((one) => one.value);
      return Promise.resolve({ records: found, exists: true, validated: false });
    },
  });
  const faults = async (change: Record<string, string[]>) => {
    const { checks } = await checkSender(zone(change), records);
    return checks.filter((one) => !one.ok).map((one) => one.record);
  };

  it('finds all of them when they are published as shown, other TXT records and spacing aside', async () => {
    const spf = ['google-site-verification=abc', 'v=spf1 include:other.example a:mail.lakeview.example -all'];
    expect(await faults({ 'lakeview.example': spf, '_dmarc.lakeview.example': ['v=DMARC1;p=reject'] })).toEqual([]);
  });

  it('names the one that is missing, doubled, too lax or of another key', async () => {
    expect(await faults({ 'lakeview.example': [] })).toEqual(['SPF']);
    expect(await faults({ 'lakeview.example': ['v=spf1 a:mail.lakeview.example -all', 'v=spf1 -all'] })).toEqual([
      'SPF',
    ]);
    expect(await faults({ 'lakeview.example': ['v=spf1 a:elsewhere.example -all'] })).toEqual(['SPF']);
    expect(await faults({ '_dmarc.lakeview.example': ['v=DMARC1; p=none'] })).toEqual(['DMARC']);
    const other = { [records[1]!.name]: ['v=DKIM1; k=rsa; p=MIIBother'] };
    expect(await faults(other)).toEqual(['DKIM (RSA)']);
  });

  it('takes verification away when a record is gone for certain, not when the name server is silent', async () => {
    const id = await make('fading');
    const check = async (resolver: Parameters<typeof checkSender>[0]) =>
      (await saveChecks(db.orm, id, { ...(await checkSender(resolver, records)), by: 'dns' })).verified;
    expect(await check(zone({}))).toBe(true);
    expect(await check({ txt: () => Promise.reject(new DnsFailure('timeout')) })).toBe(true);
    expect(await check(zone({ 'lakeview.example': [] }))).toBe(false);
    await expect(loadSigner(db.orm, seal, 'fading')).rejects.toMatchObject({ code: 'SENDER_UNVERIFIED' });
  });
});

describe('a sender identity', () => {
  it('that moves to another domain has to be verified anew', async () => {
    const id = await make('moving');
    await saveChecks(db.orm, id, { ...(await checkSender(demoZone(records), records)), by: 'dns' });
    await updateSender(db.orm, id, { ...form, fromName: 'The clinic' });
    expect((await getSender(db.orm, id)).verifiedAt).not.toBeNull();
    await updateSender(db.orm, id, { ...form, address: 'care@elsewhere.example' });
    expect(await getSender(db.orm, id)).toMatchObject({ verifiedAt: null, checks: [], domain: 'elsewhere.example' });
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
