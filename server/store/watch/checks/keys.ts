import type { AlertCode, Problem } from '#core/watch/alerts.ts';
import { type Check, MINUTE } from '../check.ts';

/** Recipients' keys that want a person: a replacement that waits, and own keys of which none can be used. */
export const keysCheck: Check = {
  name: 'keys',
  codes: ['keys-waiting', 'keys-unusable'],
  every: MINUTE,
  async run({ sql }) {
    // By the partial index of what wants attention: it stays small however many keys there are.
    const [found] = await sql<{ waiting: number; unusable: number }[]>`
      select count(distinct k.contact_id) filter (where k.state = 'waiting')::int as waiting,
        count(distinct k.contact_id) filter (where k.state <> 'waiting' and k.source = 'enrolled' and not exists (
          select 1 from recipient_keys o where o.lane = k.lane and o.contact_id = k.contact_id
            and o.state = 'enrolled'))::int as unusable
      from recipient_keys k where k.state in ('waiting', 'unusable', 'expired', 'revoked')`;
    const about = (code: AlertCode, people = 0): Problem[] =>
      people > 0 ? [{ code, subject: 'recipient-keys', details: { people } }] : [];
    return {
      problems: [...about('keys-waiting', found?.waiting), ...about('keys-unusable', found?.unusable)],
      memory: null,
    };
  },
};
