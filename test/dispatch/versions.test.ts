import { describe, expect, it } from 'vitest';
import type { VersionPlan } from '#core/graph/version-plan.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import { prepareBatch } from '#server/delivery/prepare.ts';
import { claimMessages } from '#store/messages/claim.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
let people = 0;

/** Publishes the same drawing again, changed in SQL. */
async function nextVersion(change: string, plan: Partial<VersionPlan> = {}): Promise<number> {
  const stored = JSON.stringify({ ...NO_PLAN, ...plan });
  const [row] = await sql<{ version: number }[]>`
    insert into journey_versions (journey_id, version, graph, hash, plan)
    select journey_id, version + 1, ${sql.unsafe(change)}, 'x', ${stored}::text::jsonb from journey_versions
    where journey_id = ${rig.journeyId} order by version desc limit 1 returning version`;
  await sql`update journeys set live_version = ${row!.version} where id = ${rig.journeyId}`;
  return row!.version;
}

/** What is known of a message that a contact was sent by walking by this version. */
async function preparedBy(version: number) {
  const contact = await rig.contact(`vera.v${people++}@clearlake.example`);
  const id = (await rig.queue([contact])).get(contact.id)!;
  await sql`update messages set version = ${version} where id = ${id}`;
  const claimed = await claimMessages(sql, 'test-worker', { limit: 10, busy: [] });
  const [one] = await prepareBatch(
    services,
    claimed.filter((message) => message.id === id),
  );
  return one!;
}

describe('a message by someone who walks by an older version', () => {
  it('is sent and classed as that version drew it, not as the newest does', async () => {
    await nextVersion(`jsonb_set(graph, '{settings,sender}', '"Nobody we know"')`);
    const before = await preparedBy(1);
    expect(before.refusal).toBeNull();
    expect(before.letter?.signer.fromName).toBe('Lakeview Clinic');
    expect((await preparedBy(2)).refusal).toEqual({ state: 'held', reason: 'SENDER_UNVERIFIED' });
    await nextVersion(`jsonb_set(graph, '{settings,sender}', '"Lakeview Clinic"')`);
  });

  it('is classed by what people brought along from versions before', async () => {
    const plain = await nextVersion('graph');
    expect((await preparedBy(plain)).phi).toBe('P0');
    const carrying = await nextVersion('graph', { carried: { mail: ['substance'] } });
    expect((await preparedBy(carrying)).phi).toBe('P3');
    const elsewhere = await nextVersion('graph', { carried: { end: ['substance'] } });
    expect((await preparedBy(elsewhere)).phi).toBe('P0');
  });

  it('is taken for PHI when its step is not in the drawing, or nobody knows what was brought along', async () => {
    const unknown = await nextVersion('graph', { carried: null });
    expect((await preparedBy(unknown)).phi).toBe('P2');
    const without = await nextVersion(`jsonb_set(graph, '{steps}', '[]') || '{"edges": []}'`);
    expect((await preparedBy(without)).phi).toBe('P2');
  });
});
