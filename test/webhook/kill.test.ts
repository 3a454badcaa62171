import { expect, it } from 'vitest';
import { enroll } from '#store/enrollments/enroll.ts';
import { createWebhook } from '#store/webhooks/create.ts';
import { chain, rig } from '#test/engine/rig.ts';
import { runCli } from '#test/support/process.ts';
import { receiver } from './receiver.ts';

const { sql, db, seal, people, publish, standing, newId, config, url: database } = await rig();

/** The real worker in a process of its own, over this test's database. */
function worker() {
  return runCli(['serve', '--role', 'worker'], {
    DATABASE_URL: database,
    STEPWELL_DATA_DIR: config.dataDir,
    STEPWELL_KEY_FILE: `${config.dataDir}/key`,
    ALLOW_PRIVATE_NETWORKS: '1',
    PORT: '0',
  });
}

async function until(enough: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await enough()) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('It did not come to that.');
}

it('loses no call and no contact to kill -9 while calls are under way; a repeat has the id of the first', async () => {
  const { got, url } = await receiver(async () => {
    await new Promise((next) => setTimeout(next, 40));
    return { status: 200 };
  });
  await createWebhook(db.orm, seal, { id: newId(), name: 'CRM', url, baa: false });
  const end = { id: 'ok', type: 'end', config: { reason: 'completed' } };
  const call = { id: 'call', type: 'webhook', config: { endpoint: 'CRM', timeout: 'P1D' } };
  const journey = await publish(chain('killed', [call, end]));
  await enroll(sql, { journeyId: journey, contacts: await people(240) });
  const kills = 3;
  for (let i = 1; i <= kills; i++) {
    const running = worker();
    await until(() => got.length >= i * 40);
    running.child.kill('SIGKILL');
    await running.ended;
    // The lease a dead sender leaves behind ends by itself; a test need not wait for it.
    await sql`update webhook_deliveries set lease_until = now() - interval '1 second' where state = 'claimed'`;
  }
  const last = worker();
  await until(async () => (await standing(journey)).every((one) => one.exitReason !== null));
  last.child.kill('SIGTERM');
  await last.ended;

  const rows = await sql<{ id: string; state: string }[]>`
    select id, state from webhook_deliveries where journey_id = ${journey}`;
  expect(rows).toHaveLength(240);
  expect(new Set(rows.map((one) => one.state))).toEqual(new Set(['delivered']));
  const ids = got.map(({ headers }) => String(headers['webhook-id']));
  expect(new Set(ids)).toEqual(new Set(rows.map((one) => one.id)));
  // At most what was under way to one endpoint at each kill is sent twice.
  expect(ids.length - 240).toBeLessThanOrEqual(kills * 8);
  expect(new Set((await standing(journey)).map((one) => one.step))).toEqual(new Set(['ok']));
}, 180_000);
