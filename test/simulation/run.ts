import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { seeded } from '#test/support/random.ts';
import { Database } from './database.ts';
import type { Fault } from './faults.ts';
import { Violation, judgeMove, judgeRest } from './judge.ts';
import { contactId, happen, journeyId } from './outside.ts';
import { type Plan, HOUR, START, dice, drawPlan } from './plan.ts';
import { Schedule, type Task } from './schedule.ts';
import { enroll, openWorld } from './world.ts';

export interface Lived {
  seed: number;
  /** Moves committed, workers killed, points passed. */
  moves: number;
  kills: number;
  points: number;
}

const MOST_POINTS = 60_000;
const WORKERS = 2;

/**
 * Lives through one plan: two workers of the real engine over a database in memory, killed between any two effects,
 * the world outside beside them; then time goes on until nobody is due any more.
 * @throws Violation, with the seed in front.
 */
export async function simulateSeed(seed: number, fault: Fault | null = null): Promise<Lived> {
  const random = dice(seeded(seed));
  const life = new Life(drawPlan(random), random, fault);
  try {
    await life.live();
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    throw new Violation(`seed ${seed}: ${what}`, { cause: error });
  }
  return { seed, moves: life.moves, kills: life.kills, points: life.points };
}

class Life {
  moves = 0;
  kills = 0;
  points = 0;
  readonly #db = new Database(START);
  readonly #plan: Plan;
  readonly #random: ReturnType<typeof dice>;
  readonly #fault: Fault | null;
  readonly #schedule: Schedule;
  readonly #workers: { task: Task; kill: () => void }[] = [];

  constructor(plan: Plan, random: ReturnType<typeof dice>, fault: Fault | null) {
    this.#plan = plan;
    this.#random = random;
    this.#fault = fault;
    this.#schedule = new Schedule(random);
    const db = this.#db;
    for (const [n, graph] of plan.graphs.entries())
      db.journeys.set(journeyId(n), { id: journeyId(n), graph, priority: graph.settings.priority, state: 'live' });
    for (let n = 0; n < plan.contacts; n++) {
      const attributes = {
        age: random.chance(0.2) ? null : random.pick([20, 35, 45, 55]),
        appointment: random.chance(0.4) ? null : new Date(START + (random.below(50) - 10) * HOUR).toISOString(),
      };
      const row = {
        id: contactId(n),
        lane: n,
        attributes,
        segments: new Set<string>(),
        events: [],
        messages: [],
        changes: [],
      };
      db.contacts.set(row.id, row);
      for (const id of db.journeys.keys()) if (random.chance(0.8)) enroll(db, row, id);
    }
  }

  async live(): Promise<void> {
    for (let n = 0; n < WORKERS; n++) this.#begin(n);
    const outside = this.#schedule.start('outside', (task) => happen(this.#db, task, this.#plan.deeds, this.#fault));
    for (;;) {
      await this.#settle(this.#plan.deadly);
      if (this.#schedule.over(outside)) break;
      throw new Violation('everybody waits for somebody');
    }
    for (const journey of this.#db.journeys.values()) journey.state = 'live';
    this.#db.news++;
    for (;;) {
      await this.#settle(this.#plan.deadly / 4);
      judgeRest(this.#db);
      const held = [...this.#db.contacts.values()].flatMap(({ events }) =>
        events.flatMap((one) => one.heldUntil ?? []),
      );
      const due = [...[...this.#db.enrollments.values()].flatMap(({ standing }) => standing.dueAt ?? []), ...held];
      if (due.length === 0) return;
      this.#db.clock = Math.max(this.#db.clock, Math.min(...due));
      this.#db.news++;
    }
  }

  /** Until nobody can do anything; any point may be a worker's last. */
  async #settle(deadly: number): Promise<void> {
    for (;;) {
      const task = await this.#schedule.turn();
      if (!task) return;
      if (++this.points > MOST_POINTS) throw new Violation('it never comes to rest');
      const n = this.#workers.findIndex((one) => one.task === task);
      if (n < 0 || !this.#random.chance(deadly)) continue;
      this.kills++;
      this.#workers[n]!.kill();
      this.#begin(n);
    }
  }

  #begin(n: number): void {
    const db = this.#db;
    let world: ReturnType<typeof openWorld> | null = null;
    const task = this.#schedule.start(`worker ${n}`, async (own) => {
      world = openWorld({
        db,
        task: own,
        fault: this.#fault,
        judge: (move, ...rest) => {
          this.moves++;
          judgeMove(db, move, ...rest);
        },
        paused: (id, reason) => {
          throw new Violation(`${id} was paused: ${reason}`);
        },
      });
      const routes = makeRoutes();
      for (;;) {
        const { news } = db;
        const notes = await world.wakePending();
        const { claimed } = await tick(world, { limit: this.#plan.limit, routes });
        if (notes === 0 && claimed === 0) await own.point(() => db.news !== news);
      }
    });
    this.#workers[n] = {
      task,
      kill: () => {
        this.#schedule.kill(task);
        if (world?.open) db.rollback(world.open);
        db.news++;
      },
    };
  }
}
