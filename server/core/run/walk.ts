import type { Graph, StepNode } from '../graph/model.ts';
import type { PreparedGraph } from '../graph/prepare.ts';
import { reveal } from '../phi.ts';
import type { Filter } from '../segment/ast.ts';
import type { LastSend } from '../segment/engagement.ts';
import { matches, type MatchOptions } from '../segment/evaluate.ts';
import type { AttributeValue, ContactFacts, Vocabulary } from '../segment/fields.ts';
import type { Command, StepContext } from '../steps/step.ts';
import { contactZoneOf } from '../time/zone.ts';
import type { Advance, AdvanceInput, Asked } from './advance.ts';
import { factsAfter } from './facts-after.ts';
import { heardKey } from './wake-keys.ts';
import { lastSendOf } from './last-send.ts';
import type { Standing } from './state.ts';

/**
 * One walk under way: what steps and conditions may look at, and the result as it grows. A class, because millions of
 * these are made: what is worked out on demand sits on the prototype and costs nothing until asked.
 */
export class Walk implements StepContext, MatchOptions {
  readonly prepared: PreparedGraph;
  readonly result: Advance;
  readonly now: number;
  readonly zone: string;
  contactZone: string | null;
  readonly standing: Standing;
  readonly graph: Graph;
  readonly vocabulary: Vocabulary;
  readonly #trace: ((asked: Asked) => void) | undefined;
  node: StepNode = NOWHERE;
  facts: ContactFacts;
  /** Step whose email this very walk queued last. */
  #queued: string | null = null;
  /** Exit criteria were found unmet, and nothing has happened since that could change them. */
  #stays: boolean;
  /** `standing.visits` is this walk's own copy and may be written to. */
  #ownsVisits = false;

  constructor(input: AdvanceInput, result: Advance) {
    this.prepared = input.prepared;
    this.result = result;
    this.now = input.now;
    this.zone = input.prepared.zone;
    this.contactZone = input.contactZone;
    this.standing = result.standing;
    this.graph = input.prepared.graph;
    this.vocabulary = input.vocabulary;
    this.facts = input.facts;
    this.#trace = input.trace;
    this.#stays = input.prepared.exit.length === 0;
  }

  get journey(): string {
    return this.standing.journeyId;
  }

  get lastSend(): LastSend | null {
    return lastSendOf(this.#queued, this.facts, this.standing);
  }

  matches(filter: Filter): boolean {
    const met = matches(filter, this.facts, this);
    if (this.#trace) {
      const { facts, lastSend, standing } = this;
      this.#trace({ step: standing.step, visit: standing.visit, filter, met, facts, lastSend });
    }
    return met;
  }

  attribute(key: string): AttributeValue {
    const sealed = this.facts.attributes[key];
    return sealed === undefined ? null : reveal(sealed);
  }

  /** Whether the contact meets an exit criterion now. Every one is evaluated, so that a broken one is found. */
  exits(): boolean {
    if (this.#stays) return false;
    let met = false;
    for (const filter of this.prepared.exit) met = this.matches(filter) || met;
    this.#stays = !met;
    return met;
  }

  /** Hands the command on, and lets the steps after it see what it will have done. */
  perform(command: Command): void {
    this.result.commands.push(command);
    this.#stays = this.prepared.exit.length === 0;
    if (command.kind === 'send') this.#queued = command.step;
    this.facts = factsAfter(this.facts, command);
    if (command.kind === 'update-attribute' && command.attribute === 'timezone')
      this.contactZone = contactZoneOf(this.facts);
  }

  took(outlet: string): boolean {
    return this.visitsOf(`${this.node.id}>${outlet}`) > 0;
  }

  /** Remembers, among the visits, that this enrollment left its step by that outlet. No step's id holds a `>`. */
  take(outlet: string): void {
    this.visit(`${this.standing.step}>${outlet}`);
  }

  /** Remembers, among the visits, that everything of this key up to a mark has answered a wait. */
  hear(key: string, upTo: number): void {
    this.#visitsToChange()[heardKey(key)] = Math.max(upTo, this.heardUpTo(key));
  }

  heardUpTo(key: string): number {
    return this.standing.visits[heardKey(key)] ?? -Infinity;
  }

  visitsOf(step: string): number {
    const { visits } = this.standing;
    return Object.hasOwn(visits, step) ? visits[step]! : 0;
  }

  /** Counts one more visit and answers which it is. */
  visit(step: string): number {
    const visit = this.visitsOf(step) + 1;
    this.#visitsToChange()[step] = visit;
    return visit;
  }

  #visitsToChange(): Record<string, number> {
    const visits: Record<string, number> = this.#ownsVisits ? this.standing.visits : { ...this.standing.visits };
    this.standing.visits = visits;
    this.#ownsVisits = true;
    return visits;
  }
}

const NOWHERE: StepNode = { id: '', type: '', name: '', config: {} };
