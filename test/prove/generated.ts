import { type Graph, graph } from '#core/graph/model.ts';
import type { Filter } from '#core/segment/ast.ts';

type Step = { id: string; type: string; name: string; config: Record<string, unknown> };

/** Where the next step is to be drawn, and what has been so on the way there. */
interface At {
  from: string;
  outlet: string;
  /** Emails sent on every way here, and those that have had time to be read. */
  sent: string[];
  aged: string[];
  /** Attributes asked about since the last wait: asking again could contradict. */
  asked: Set<string>;
}

const TEXTS = ['P1D', 'P2D', 'P3D', 'P7D', 'PT12H'];
const OFFICE = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

/** A journey that makes sense from beginning to end, about as people draw them; another for each seed. */
export function generated(random: () => number): Graph {
  const steps: Step[] = [];
  const edges: Graph['edges'] = [];
  const counts = new Map<string, number>();
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const draw = (type: string, config: Record<string, unknown>, at: Pick<At, 'from' | 'outlet'>): string => {
    const n = (counts.get(type) ?? 0) + 1;
    counts.set(type, n);
    const id = `${type}-${n}`;
    steps.push({ id, type, name: `${type} ${n}`, config });
    edges.push({ from: at.from, outlet: at.outlet, to: id });
    return id;
  };
  const end = (at: At) => draw('end', { reason: pick(['completed', 'goal']) }, at);
  const after = (at: At, id: string, outlet: string): At => ({ ...at, from: id, outlet, asked: new Set(at.asked) });
  // What was done stays done: asked once, it is known for good.
  const rested = (at: At): At => ({
    ...at,
    aged: [...at.sent],
    asked: new Set([...at.asked].filter((one) => one === 'deeds')),
  });

  const grow = (at: At, left: number): void => {
    if (left <= 0) {
      end(at);
      return;
    }
    const what = random();
    if (what < 0.3) {
      const template = pick(['Welcome', 'Letter']);
      const config = { template, purpose: pick(['treatment', 'operations']) };
      const id = draw('send-email', config, at);
      const next = after(at, id, 'sent');
      const sent = { ...next, sent: [...at.sent, id] };
      if (random() < 0.6) listen(sent, id, left - 1);
      else grow(sent, left - 1);
    } else if (what < 0.55) {
      const id = draw('wait-for-time', wait(), at);
      grow(rested(after(at, id, 'done')), left - 1);
    } else if (what < 0.8) split(at, left);
    else if (what < 0.9) {
      const id = draw('add-to-segment', { segment: 'Invited' }, at);
      grow(after({ ...at, asked: new Set([...at.asked, 'Invited']) }, id, 'added'), left - 1);
    } else if (at.aged.length > 0 && random() < 0.5) draw('go-to', { target: { step: pick(at.aged) }, repeats: 2 }, at);
    else grow(at, left - 1);
  };

  const listen = (at: At, send: string, left: number) => {
    const event = pick([
      { kind: 'open', step: send },
      { kind: 'click', step: send },
      { kind: 'click', step: send, link: 'Portal' },
      { kind: 'open' },
      { kind: 'custom', name: 'booked' },
    ]);
    const id = draw('wait-for-event', { event, timeout: pick(TEXTS) }, at);
    grow(rested(after(at, id, 'happened')), left - 2);
    grow(rested(after(at, id, 'timeout')), left - 2);
  };

  const wait = (): Record<string, unknown> => {
    const kind = random();
    if (kind < 0.6)
      return {
        mode: 'duration',
        duration: pick(TEXTS),
        ...(random() < 0.4 ? { window: OFFICE, zone: 'contact' } : {}),
      };
    if (kind < 0.9)
      return {
        mode: 'attribute',
        attribute: pick(['appointment', 'birthday']),
        offset: pick(['P7D', 'P14D']),
        direction: pick(['before', 'after']),
        onMissing: pick(['skip', 'exit', 'wait']),
        onPast: pick(['go', 'exit']),
        ...(random() < 0.5 ? { window: OFFICE } : {}),
      };
    return { mode: 'until', until: '2027-03-01T09:00', onPast: 'go' };
  };

  const split = (at: At, left: number) => {
    const asks = questions(at, pick).filter(([topic]) => !at.asked.has(topic));
    if (asks.length === 0) {
      grow(at, left - 1);
      return;
    }
    const [topic, filters] = pick(asks);
    const paths = filters.map((filter, i) => ({ id: `p${i}`, label: '', filter }));
    const id = draw('branch', { paths }, at);
    const next = { ...at, asked: new Set([...at.asked, topic]) };
    for (const path of paths) grow(after(next, id, path.id), left - 3);
    grow(after(next, id, 'otherwise'), left - 3);
  };

  grow({ from: 'trigger', outlet: 'entered', sent: [], aged: [], asked: new Set() }, 6 + Math.floor(random() * 6));
  return graph.parse({
    stepwell: 1,
    name: 'Generated',
    triggers: [{ type: 'manual' }],
    settings: {
      sender: 'Clinic',
      timezone: 'America/Chicago',
      exit: random() < 0.3 ? [{ engaged: 'custom', did: true, name: 'left', atLeast: 1 }] : [],
    },
    steps,
    edges,
  });
}

/** By what a branch may tell people apart: the topic it asks about, and the filters of its paths. */
function questions(at: At, pick: <T>(of: readonly T[]) => T): [topic: string, filters: Filter[]][] {
  const [open] = at.aged.length > 0 ? [pick(at.aged)] : [];
  return [
    ['state', [is('state', 'eq', 'TX'), is('state', 'in', ['CA', 'NY'])]],
    ['age', [is('age', 'gte', 65), is('age', 'gte', 40)]],
    ['conditions', [is('conditions', 'contains', 'asthma')]],
    ['member', [is('member', 'eq', true)]],
    ['city', [is('city', 'starts_with', 'San'), is('city', 'contains', 'port')]],
    ['birthday', [{ all: [is('birthday', 'after', '1990-01-01'), is('birthday', 'before', '2000-01-01')] }]],
    ['Newsletter', [{ list: 'Newsletter' }, { list: 'Members 2026' }]],
    ['Invited', [{ segment: 'Invited' }]],
    ...(open === undefined
      ? []
      : ([['deeds', [{ engaged: 'open', did: true, step: open, atLeast: 1 }]]] as [string, Filter[]][])),
    ...(at.aged.length > 0 && at.aged.length === at.sent.length
      ? ([['deeds', [{ engaged: 'click', did: true, last: true, atLeast: 1 }]]] as [string, Filter[]][])
      : []),
  ];
}

function is(
  attribute: string,
  op: 'eq' | 'in' | 'gte' | 'contains' | 'starts_with' | 'after' | 'before',
  value: string | number | boolean | string[],
): Filter {
  return { attribute, op, value };
}
