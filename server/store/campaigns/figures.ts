import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** What became of a campaign's emails. Each message counts in one of `delivered`, `waiting` and `failed`. */
export interface CampaignFigures {
  /** Accepted by the recipient's server, or put into the portal, by method. */
  delivered: Record<string, number>;
  /** In the outbox, or to be tried again. */
  waiting: number;
  /** Neither delivered nor waiting, by reason code. */
  failed: Record<string, number>;
  /** People, not hits; automated opens and clicks do not count. Whoever clicks or reads in the portal has opened. */
  opened: number;
  clicked: number;
}

const WAITING = new Set(['queued', 'deferred', 'claimed', 'sealed', 'dot']);

/** The figures of these journeys, from the outbox and the log: two statements, however many there are. */
export async function campaignFigures(sql: Sql, ids: readonly string[]): Promise<Map<string, CampaignFigures>> {
  const found = new Map(ids.map((id): [string, CampaignFigures] => [id, none()]));
  if (ids.length === 0) return found;
  const [messages, people] = await Promise.all([
    sql<{ id: string; state: string; method: string | null; reason: string | null; n: number }[]>`
      select journey_id as id, state, method, reason, count(*)::int as n from messages
      where journey_id = any(${arrayLiteral(ids)}::uuid[]) group by 1, 2, 3, 4`,
    sql<{ id: string; opened: number; clicked: number }[]>`
      select journey_id as id, count(distinct contact_id)::int as opened,
        count(distinct contact_id) filter (where kind = 'click')::int as clicked
      from events where journey_id = any(${arrayLiteral(ids)}::uuid[]) and human and kind in ('open', 'click', 'portal_read')
      group by 1`,
  ]);
  for (const { id, state, method, reason, n } of messages) {
    const figures = found.get(id);
    if (!figures) continue;
    if (state === 'sent') add(figures.delivered, method ?? 'none', n);
    else if (WAITING.has(state)) figures.waiting += n;
    else add(figures.failed, state === 'in_doubt' ? 'NO_ANSWER' : (reason ?? state.toUpperCase()), n);
  }
  for (const { id, opened, clicked } of people) Object.assign(found.get(id) ?? {}, { opened, clicked });
  return found;
}

function add(to: Record<string, number>, key: string, n: number): void {
  to[key] = (to[key] ?? 0) + n;
}

function none(): CampaignFigures {
  return { delivered: {}, waiting: 0, failed: {}, opened: 0, clicked: 0 };
}
