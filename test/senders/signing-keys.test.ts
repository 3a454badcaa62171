import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import { loadSigner } from '#store/senders/signer.ts';
import { openssl } from '#test/mail/method/programs.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { db, seal } = services;
const program = openssl();
const admin = { id: 'test-admin', name: 'admin', email: 'admin@stepwell.example', role: 'admin' as const };
const api = createCaller(appRouter)({ ...services, actor: admin }).senders;
const form = { fromName: 'Clinic', address: 'care@lakeview.example', replyTo: null, floor: 'P0' as const };

async function verified(name: string): Promise<string> {
  const { id } = await api.create({ ...form, name });
  await db.sql`update senders set domain_ok_at = now(), address_proven_at = now() where id = ${id}`;
  return id;
}

describe('what signs inside a sender’s sealed mail', () => {
  it('is sealed at rest, bound to its sender, and never shown', async () => {
    const id = await verified('kept');
    const other = await verified('other');
    const rows = await db.sql<
      { kind: string; sealed: Buffer }[]
    >`select kind, sealed from sender_keys where sender_id = ${id}`;
    expect(rows.map((one) => one.kind).toSorted()).toEqual(['pgp', 'smime']);
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toMatch(/PRIVATE|care@lakeview/);
    const shown = JSON.stringify([await api.signingKeys({ id }), await api.list()]);
    expect(shown).not.toMatch(/PRIVATE|"sealed"/);
    await db.sql`update sender_keys k set sealed = o.sealed from sender_keys o
      where k.sender_id = ${other} and o.sender_id = ${id} and o.kind = k.kind`;
    await expect(loadSigner(db.orm, seal, 'other')).rejects.toThrow();
  });

  it('is made with the identity, for its address', async () => {
    const id = await verified('made');
    const signer = await loadSigner(db.orm, seal, 'made');
    const certificate = new X509Certificate(signer.smime!.chain[0]!);
    expect(certificate.checkEmail(form.address)).toBe(form.address);
    const kept = await api.signingKeys({ id });
    const key = await readKey({ armoredKey: kept.find((one) => one.kind === 'pgp')!.published });
    expect(key.getFingerprint()).toBe(signer.pgp!.fingerprint);
  });

  it('is not used once it has expired', async () => {
    const id = await verified('expired');
    await db.sql`update sender_keys set expires_at = now() - interval '1 minute' where sender_id = ${id} and kind = 'smime'`;
    const signer = await loadSigner(db.orm, seal, 'expired');
    expect(signer.smime).toBeNull();
    expect(signer.pgp).not.toBeNull();
  });

  it('is made anew when the identity gets another address, and only then', async () => {
    const id = await verified('moved');
    const before = await api.signingKeys({ id });
    await api.update({ ...form, id, fromName: 'Renamed' });
    expect(await api.signingKeys({ id })).toEqual(before);
    await api.update({ ...form, id, address: 'desk@lakeview.example' });
    const after = await api.signingKeys({ id });
    const certificate = new X509Certificate(after.find((one) => one.kind === 'smime')!.published);
    expect(certificate.checkEmail('desk@lakeview.example')).toBe('desk@lakeview.example');
    expect(after.map((one) => one.fingerprint)).not.toEqual(before.map((one) => one.fingerprint));
  });

  it('can be a certificate of the sender’s own, refused with its reason when it will not do, and recorded', async () => {
    const id = await verified('uploaded');
    const own = program.recipient('own', ['-newkey', 'rsa:2048']);
    const upload = {
      base64: Buffer.concat([readFileSync(own.certificate), readFileSync(own.key)]).toString('base64'),
      passphrase: '',
    };
    // Valid from this second on: the database's clock must be past it.
    await db.sql`update demo_clock set offset_ms = offset_ms + 60000`;
    await expect(api.setCertificate({ id, upload })).rejects.toMatchObject({
      cause: { code: 'KEY_UNUSABLE', details: { problem: 'wrong-address' } },
    });
    await db.sql`update senders set address = 'ada.example001@pgpmail.example' where id = ${id}`;
    const { fingerprint } = await api.setCertificate({ id, upload });
    const signer = await loadSigner(db.orm, seal, 'uploaded');
    expect(Buffer.from(signer.smime!.chain[0]!).equals(own.der)).toBe(true);
    const audit = await db.sql<{ details: unknown }[]>`
      select details from audit where action = 'sender.certificate' and subject = ${`sender:${id}`}`;
    expect(audit.map((one) => one.details)).toEqual([{ fingerprint, source: 'uploaded' }]);
  });
});
