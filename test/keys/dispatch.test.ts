import { describe, expect, it } from 'vitest';
import { saveChoice } from '#store/recipient-keys/choice.ts';
import { endKey } from '#store/recipient-keys/end.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { holdKeys } from '#store/recipient-keys/hold.ts';
import { type Recipient, messageNow, settle } from '#test/support/delivery.ts';
import { sendingRig } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';
import { pgpKey } from './support.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await sendingRig(services);

const attested = { attested: 'in-person', by: 'user:test' } as const;
let people = 0;
const someone = () => rig.contact(`ida.d${people++}@clearlake.example`, { medication: 'Zinc' });

/** How mail with patient data goes to this person now. */
async function sent(to: Recipient) {
  const id = (await rig.queue([to], { template: 'Refill', purpose: 'treatment' })).get(to.id)!;
  await settle(services, [id]);
  const { method, reason } = await messageNow(services, id);
  return { method, reason };
}

async function withKey(): Promise<{ owner: Recipient; keyId: string }> {
  const owner = await someone();
  const { publicKey } = await pgpKey(owner.email);
  return { owner, keyId: (await enrollKey(services, owner, { ...attested, material: publicKey })).id };
}

describe('what a message goes by', () => {
  it('follows what the recipient chose: portal only, or never without their key', async () => {
    const [free, portal, sealed] = [await someone(), await someone(), await someone()];
    await saveChoice(sql, portal, { delivery: 'portal', by: 'recipient' });
    await saveChoice(sql, sealed, { delivery: 'own-key', by: 'recipient' });
    expect(await sent(free)).toMatchObject({ method: 'tls' });
    expect(await sent(portal)).toEqual({ method: 'portal', reason: 'PREF_PORTAL' });
    expect(await sent(sealed)).toEqual({ method: 'portal', reason: 'SEALED_ONLY' });
  });

  it('is an enrolled key; a pending one changes nothing', async () => {
    const { owner } = await withKey();
    expect(await sent(owner)).toEqual({ method: 'pgp', reason: 'PREF_E2E' });
    const hopeful = await someone();
    const { publicKey } = await pgpKey(hopeful.email);
    await enrollKey(services, hopeful, { attested: null, by: 'recipient:x', material: publicKey });
    expect(await sent(hopeful)).toMatchObject({ method: 'tls' });
  });

  it('is the portal, never TLS alone, once an enrolled key is expired, lost or for a former address', async () => {
    const expired = await withKey();
    await sql`update recipient_keys set expires_at = now() - interval '1 second' where id = ${expired.keyId}`;
    const lost = await withKey();
    const held = await holdKeys(sql, services.seal, lost.owner);
    await endKey(sql, held, lost.keyId, { ending: 'reported-lost', from: ['enrolled'], by: 'recipient' });
    const moved = await withKey();
    await sql`update recipient_keys set address = '\\x00' where id = ${moved.keyId}`;
    for (const { owner } of [expired, lost, moved])
      expect(await sent(owner)).toEqual({ method: 'portal', reason: 'KEY_UNUSABLE' });
  });

  it('is as before once a key was withdrawn by staff', async () => {
    const { owner, keyId } = await withKey();
    const held = await holdKeys(sql, services.seal, owner);
    await endKey(sql, held, keyId, { ending: 'withdrawn', from: ['enrolled'], by: 'user:test' });
    expect(await sent(owner)).toMatchObject({ method: 'tls' });
  });
});
