import { newId } from '#store/new-id.ts';
import { ingest } from '#store/events/ingest.ts';
import type { Bench } from './bench.ts';
import { databaseMs, onGrounds } from './ground.ts';
import { quantile, round } from './quantile.ts';
import { makeWaiting } from './waiting.ts';

const N = 1_000_000;
const EVENTS = 300;
const TARGET_MS = 5;

/**
 * An API event finds the one enrollment among a million that waits for it: all that the database does for it, planning
 * included, by its own measure, event by event. The events are ingested the way the REST API does it.
 */
export const bench: Bench = async ({ n: asked, say }) =>
  onGrounds(
    ['bench'],
    async ([ground]) => {
      const n = asked ?? N;
      const { sql } = ground!.db;
      const step = {
        id: 'wait',
        type: 'wait-for-event',
        name: 'Wait',
        config: { event: { kind: 'custom', name: 'kept' }, timeout: 'P90D' },
      };
      await makeWaiting(ground!, { n, journeys: 20, step, waitingFor: 'custom:kept' }, say);
      const share = Math.min(100, (EVENTS / n) * 200);
      const who = await sql<{ lane: number; contactId: string }[]>`
        select lane, contact_id as "contactId" from enrollments tablesample bernoulli (${share}) order by md5(id::text)
        limit ${EVENTS}`;
      await databaseMs(ground!);
      const database: number[] = [];
      const whole: number[] = [];
      for (const { lane, contactId } of who) {
        const began = performance.now();
        const fresh = await ingest(sql, [{ id: newId(Date.now()), lane, contactId, kind: 'custom', name: 'kept' }]);
        whole.push(performance.now() - began);
        if (fresh !== 1) throw new Error('An event was not taken.');
        database.push(await databaseMs(ground!));
      }
      const [woken] = await sql<{ n: number }[]>`select count(*)::int as n from enrollments where wake is not null`;
      if (woken!.n !== who.length) throw new Error(`${woken!.n} were woken, not ${who.length}.`);
      const median = quantile(database, 0.5);
      return {
        ratio: round(median / TARGET_MS),
        n,
        ms: round(median),
        p99Ms: round(quantile(database, 0.99)),
        wholeMs: round(quantile(whole, 0.5)),
        events: who.length,
        against: `${TARGET_MS} ms of database time per event, by pg_stat_statements; at most 1`,
      };
    },
    { measured: true },
  );
