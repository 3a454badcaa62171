import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Services } from '#api/services.ts';
import { alertKinds, isAlertCode } from '#core/watch/alerts.ts';
import { countOpen } from '#store/watch/list-alerts.ts';

export interface Metrics {
  contentType: string;
  read(): Promise<string>;
}

/** Counting a million rows on every request would let anyone slow the database down. */
const FRESH_MS = 10_000;

/** What an operator watches: how much waits, how much is under way, how far behind. Labels are states, never people. */
export function openMetrics({ db }: Pick<Services, 'db'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'stepwell_' });
  const gauge = (name: string, help: string, labelNames: ('state' | 'code' | 'check')[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const messages = gauge('stepwell_messages', 'Messages by state.', ['state']);
  const enrollments = gauge('stepwell_enrollments', 'Enrollments by state.', ['state']);
  const overdue = gauge('stepwell_walk_lag_seconds', 'How long the enrollment due first has been waiting.');
  const jobs = gauge('stepwell_jobs', 'Long jobs waiting or under way.');
  const open = gauge('stepwell_watchdog_open', 'Open alerts by code: invariants that do not hold now.', ['code']);
  const age = gauge('stepwell_watchdog_age_seconds', 'How long ago each check of the watch ran last.', ['check']);
  const took = gauge('stepwell_watchdog_took_seconds', 'How long each check of the watch took last.', ['check']);
  const workers = gauge('stepwell_workers', 'Workers heard of within the last minute.');
  let countedAt = 0;

  const count = async () => {
    const [byMessage, byEnrollment, late, queued, alerts, checks, alive] = await Promise.all([
      db.sql<State[]>`select state, count(*)::int as n from messages group by state`,
      db.sql<State[]>`select state, count(*)::int as n from enrollments group by state`,
      db.sql<{ s: number }[]>`
        select coalesce(greatest(extract(epoch from stepwell_now() - min(due_at)), 0), 0)::float8 as s
        from enrollments where due_at is not null`,
      db.sql<{ n: number }[]>`select count(*)::int as n from stepwell_jobs._private_jobs`,
      countOpen(db.sql),
      db.sql<{ check: string; age: number; took: number }[]>`
        select "check", date_part('epoch', now() - ran_at)::float8 as age, took_ms::float8 / 1000 as took
        from watch_memory`,
      db.sql<{ n: number }[]>`select count(*)::int as n from workers where seen_at > now() - interval '1 minute'`,
    ]);
    for (const [which, rows] of [
      [messages, byMessage],
      [enrollments, byEnrollment],
    ] as const) {
      which.reset();
      for (const row of rows) which.set({ state: row.state }, row.n);
    }
    overdue.set(late[0]?.s ?? 0);
    jobs.set(queued[0]?.n ?? 0);
    for (const code of Object.keys(alertKinds)) open.set({ code }, isAlertCode(code) ? (alerts[code] ?? 0) : 0);
    for (const one of checks) {
      age.set({ check: one.check }, one.age);
      took.set({ check: one.check }, one.took);
    }
    workers.set(alive[0]?.n ?? 0);
  };

  return {
    contentType: registry.contentType,
    async read() {
      if (Date.now() - countedAt > FRESH_MS) {
        countedAt = Date.now();
        await count();
      }
      return registry.metrics();
    },
  };
}

interface State {
  state: string;
  n: number;
}
