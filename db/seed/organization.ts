import type { Services } from '#api/services.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { appendAudit } from '#store/audit/append.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { listSenders } from '#store/senders/list.ts';
import { readSettings } from '#store/settings/read.ts';
import { saveSetting } from '#store/settings/save.ts';

const lakeview = {
  name: 'Lakeview Health',
  address: '100 Harbor Street, Springfield, IL 62701',
  timezone: 'America/Chicago',
};

const senders = [
  { name: 'Lakeview Health Plans', fromName: 'Lakeview Health Plans', address: 'plans@lakeview.example', floor: 'P1' },
  { name: 'Lakeview Clinic', fromName: 'Lakeview Clinic', address: 'care@lakeview.example', floor: 'P1' },
] as const;

/** Names the demo's organization, unless someone already named theirs. */
export async function seedOrganization({ db }: Services): Promise<void> {
  const { organization, revisions } = await readSettings(db.orm);
  if (organization.address !== '') return;
  await db.orm.transaction(async (tx) => {
    await saveSetting(tx, { key: 'organization', value: lakeview }, revisions.organization);
    await appendAudit(tx, { actor: 'system', action: 'settings.save', subject: 'setting:organization' });
  });
}

/** Older than the history that is played after this: a key signs nothing that is dated before it. Milliseconds. */
const KEYS_SINCE = 60 * 86_400_000;

/** The demo's sender identities. Their domain exists only here, so they count as verified by the demo. */
export async function seedSenders({ db, seal, newId, now }: Services): Promise<void> {
  const there = new Set((await listSenders(db.orm)).map((one) => one.name));
  for (const sender of senders.filter((one) => !there.has(one.name))) {
    const id = newId();
    const keys = await makeDkimKeys();
    const sealing = await makeSenderKeys(sender, (await now()) - KEYS_SINCE);
    await db.orm.transaction(async (tx) => {
      await createSender(tx, seal, { ...sender, replyTo: null, id, keys, verifiedBy: 'demo' });
      await keepSenderKeys(tx, seal, id, sealing);
      await appendAudit(tx, { actor: 'system', action: 'sender.create', subject: `sender:${id}` });
    });
  }
}
