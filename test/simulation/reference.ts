import type { Graph } from '#core/graph/model.ts';
import type { Standing, Wake } from '#core/run/state.ts';
import type { ContactRow } from './database.ts';
import type { SimpleFilter } from './plan.ts';

/** What a walk must come to. */
export interface Expected {
  visits: { step: string; visit: number; outlet: string }[];
  sends: { step: string; visit: number }[];
  end: string | null;
  /** Where it stands afterwards; `due` and `keys` while it waits. */
  step: string;
  visit: number;
  due: number | null;
  keys: string[];
}

interface Situation {
  graph: Graph;
  standing: Standing;
  wakes: readonly Wake[];
  contact: ContactRow;
  now: number;
  /** Outlet a split was left by: any with a share will do, as long as it stays the same. */
  chosen(step: string): string;
}

type Rest = { due: number | null; keys: string[] };
type Result = { go: string } | { jump: string; repeats: number } | { end: string } | Rest;

const HOURS: Record<string, number> = { PT0S: 0, PT1H: 1, PT2H: 2, PT3H: 3, PT5H: 5, PT12H: 12 };
const span = (text: unknown): number => HOURS[String(text)]! * 3_600_000;

/**
 * A second, small interpreter of the steps a plan draws, written from what the steps promise and sharing no code with
 * the first.
 */
export function expected(situation: Situation): Expected {
  const { standing, wakes } = situation;
  const model = new Model(situation);
  if (standing.step === 'trigger') model.start();
  else {
    // Answers before looks: a look may find the time over.
    const look = (wake: Wake) => wake.kind === 'event' && wake.key === 'filter';
    const sorted = [...wakes.filter((wake) => !look(wake)), ...wakes.filter(look)];
    const heard: (Wake | null)[] = wakes.length > 0 ? sorted : [null];
    for (const wake of heard) {
      if (model.hear(wake)) break;
    }
  }
  return model.outcome;
}

/** Whether somebody who waits, left alone by everyone, is right to: looked at now they would wait on. */
export function restsRightly(situation: Situation): boolean {
  const model = new Model(situation);
  return !model.hear(null) && (model.outcome.due === null || model.outcome.due > situation.now);
}

function bare(filter: SimpleFilter): Exclude<SimpleFilter, { not: SimpleFilter }> {
  return 'not' in filter ? bare(filter.not) : filter;
}

class Model {
  readonly outcome: Expected;
  readonly #it: Situation;
  readonly #visits: Record<string, number>;
  #since: number;
  #age: number | null;
  #segments: Set<string>;
  readonly #fresh = new Set<string>();

  constructor(it: Situation) {
    this.#it = it;
    const { standing, contact } = it;
    this.#visits = { ...standing.visits };
    this.#since = standing.enteredStepAt;
    const { age } = contact.attributes;
    this.#age = typeof age === 'number' ? age : null;
    this.#segments = new Set(contact.segments);
    const { step, visit, dueAt, waitingFor } = standing;
    this.outcome = { visits: [], sends: [], end: null, step, visit, due: dueAt, keys: [...waitingFor] };
  }

  start(): void {
    if (this.#exits()) return this.#end('exit_criteria');
    this.#follow({ go: 'entered' });
  }

  /** @returns whether it left the step. */
  hear(wake: Wake | null): boolean {
    const { standing, now } = this.#it;
    const key = wake?.kind === 'event' ? wake.key : null;
    const meant = key === null || standing.waitingFor.includes(key);
    if (!meant && (standing.dueAt === null || standing.dueAt > now)) return false;
    if (this.#exits()) this.#end('exit_criteria');
    else this.#follow(this.#again(key !== null && key !== 'filter' && meant ? wake : null));
    return this.outcome.visits.length > 0;
  }

  #follow(first: Result): void {
    let result = first;
    for (;;) {
      if ('end' in result) return this.#end(result.end);
      if ('due' in result) {
        this.outcome.due = result.due;
        const exit = this.#it.graph.settings.exit.length > 0;
        this.outcome.keys = exit && !result.keys.includes('filter') ? [...result.keys, 'filter'] : result.keys;
        return;
      }
      const to = 'go' in result ? this.#edge(result.go) : result.jump;
      if (to === null) return this.#end('completed');
      const before = this.#visits[to] ?? 0;
      const allowed = 'go' in result ? (this.#visits['trigger'] ?? 0) : result.repeats;
      if (before > allowed) return this.#end('loop_prevented');
      if ('jump' in result) this.#visits['trigger'] = (this.#visits['trigger'] ?? 0) + 1;
      this.#leave('go' in result ? result.go : 'jump');
      this.#visits[to] = before + 1;
      this.outcome.step = to;
      this.outcome.visit = before + 1;
      this.#since = this.#it.now;
      result = this.#exits() ? { end: 'exit_criteria' } : this.#enter();
    }
  }

  #leave(outlet: string): void {
    const { step, visit } = this.outcome;
    if (step !== 'trigger') this.outcome.visits.push({ step, visit, outlet });
  }

  #end(reason: string): void {
    this.#leave(`exit:${reason}`);
    Object.assign(this.outcome, { end: reason, due: null, keys: [] });
  }

  #edge(outlet: string): string | null {
    const { edges } = this.#it.graph;
    return edges.find((one) => one.from === this.outcome.step && one.outlet === outlet)?.to ?? null;
  }

  #step() {
    const node = this.#it.graph.steps.find(({ id }) => id === this.outcome.step)!;
    return { type: node.type, config: node.config };
  }

  #enter(): Result {
    const { type, config } = this.#step();
    const { step, visit } = this.outcome;
    switch (type) {
      case 'send-email':
        this.outcome.sends.push({ step, visit });
        this.#fresh.add(step);
        return { go: 'sent' };
      case 'branch': {
        const paths = config['paths'] as { id: string; filter: SimpleFilter }[];
        return { go: paths.find(({ filter }) => this.#meets(filter))?.id ?? 'otherwise' };
      }
      case 'split': {
        const outlet = this.#it.chosen(step);
        const kept = Object.keys(this.#visits).find((key) => key.startsWith(`${step}>`));
        const key = `${step}>${outlet}`;
        if (kept !== undefined && kept !== key) return { go: 'another than before' };
        this.#visits[key] = (this.#visits[key] ?? 0) + 1;
        return { go: outlet };
      }
      case 'go-to':
        return { jump: (config['target'] as { step: string }).step, repeats: Number(config['repeats']) };
      case 'add-to-segment':
        this.#segments.add(String(config['segment']));
        return { go: 'added' };
      case 'remove-from-segment':
        this.#segments.delete(String(config['segment']));
        return { go: 'removed' };
      case 'update-attribute':
        this.#age = (this.#age ?? 0) + Number(config['by']);
        return { go: 'updated' };
      case 'end':
        return { end: String(config['reason']) };
      case 'wait-for-time':
        return this.#waitForTime(config, true);
      default:
        return this.#waitForEvent(config, null);
    }
  }

  #again(told: Wake | null): Result {
    const { type, config } = this.#step();
    return type === 'wait-for-time' ? this.#waitForTime(config, told !== null) : this.#waitForEvent(config, told);
  }

  #waitForTime(config: Record<string, unknown>, fresh: boolean): Result {
    const { now, contact } = this.#it;
    if (config['mode'] === 'duration') {
      const due = this.#since + span(config['duration']);
      return due <= now ? { go: 'done' } : { due, keys: [] };
    }
    const keys = ['attribute:appointment'];
    const date = contact.attributes['appointment'];
    if (typeof date !== 'string') {
      if (config['onMissing'] === 'skip') return { go: 'done' };
      return config['onMissing'] === 'wait' ? { due: null, keys } : { end: 'date_missing' };
    }
    const due = Date.parse(date) + span(config['offset']) * (config['direction'] === 'after' ? 1 : -1);
    if (due > now) return { due, keys };
    return fresh && config['onPast'] === 'exit' && due < now ? { end: 'date_past' } : { go: 'done' };
  }

  #waitForEvent(config: Record<string, unknown>, told: Wake | null): Result {
    const event = config['event'] as {
      kind: string;
      name: string;
      step: string;
      attribute: string;
      filter: SimpleFilter;
    };
    const due = this.#since + span(config['timeout']);
    const keys = { filter: 'filter', custom: `custom:${event.name}`, attribute: `attribute:${event.attribute}` };
    const key: string = event.kind === 'open' ? `open:${event.step}` : keys[event.kind as keyof typeof keys];
    const happened =
      event.kind === 'filter' ? this.#meets(event.filter) : this.#told(key, told) || this.#onRecord(event);
    if (happened) return { go: 'happened' };
    if (due <= this.#it.now) {
      // A hit that came in time is judged first, be it that the minute is over and nobody has judged it yet.
      const judged = event.kind === 'open' ? this.#hits(event.step).filter((one) => one.at <= due) : [];
      const until = judged.flatMap(({ heldUntil }) => heldUntil ?? []);
      if (until.length === 0) return { go: 'timeout' };
      return { due: Math.max(...until, this.#it.now + 1000), keys: [key] };
    }
    // A segment may take somebody in with no word of it, so such a wait looks again by the hour.
    const looks = event.kind === 'filter' && 'segment' in bare(event.filter);
    return { due: looks ? Math.min(due, this.#it.now + 3_600_000) : due, keys: [key] };
  }

  /** What woke it counts, unless it is the note of a change that has been found in the records before. */
  #told(key: string, wake: Wake | null): boolean {
    if (wake?.kind !== 'event') return false;
    if (key.startsWith('open:')) return true;
    const used = this.#visits[`>${key}`] ?? -Infinity;
    const mark = key.startsWith('custom:') ? wake.at : wake.mark!;
    if (key.startsWith('attribute:') && mark <= used) return false;
    this.#visits[`>${key}`] = Math.max(mark, used);
    return true;
  }

  /**
   * A custom event or a change by others of up to ten minutes before the step was entered, not from before the journey
   * was, that has answered no wait of this enrollment yet; a person's open of the message that the step's latest visit sent.
   */
  #onRecord(event: { kind: string; name: string; step: string; attribute: string }): boolean {
    if (event.kind === 'open') return this.#hits(event.step).some(({ human }) => human);
    const { contact, standing } = this.#it;
    const since = this.#since - 10 * 60_000;
    const marks =
      event.kind === 'custom'
        ? contact.events
            .filter(({ kind, name }) => kind === 'custom' && name === event.name)
            .filter(({ at }) => at >= Math.max(since, standing.enteredAt))
            .map(({ at }) => at)
        : contact.changes
            .filter(({ attribute, by }) => attribute === event.attribute && by !== standing.enrollmentId)
            .filter(({ at }) => at >= since && at > standing.enteredAt)
            .map(({ seq }) => seq);
    const key = event.kind === 'custom' ? `>custom:${event.name}` : `>attribute:${event.attribute}`;
    const fresh = marks.filter((mark) => mark > (this.#visits[key] ?? -Infinity));
    if (fresh.length === 0) return false;
    this.#visits[key] = Math.min(...fresh);
    return true;
  }

  #hits(step: string): readonly ContactRow['events'][number][] {
    if (this.#fresh.has(step)) return [];
    const { contact, standing } = this.#it;
    const message = `${standing.enrollmentId}/${step}#${this.#visits[step] ?? 0}`;
    return contact.events.filter((one) => one.kind === 'open' && one.message === message);
  }

  #meets(filter: SimpleFilter): boolean {
    if ('not' in filter) return !this.#meets(filter.not);
    if ('segment' in filter) return this.#segments.has(filter.segment);
    return this.#age !== null && this.#age >= filter.value;
  }

  #exits(): boolean {
    return this.#it.graph.settings.exit.some((filter) => this.#meets(filter as SimpleFilter));
  }
}
