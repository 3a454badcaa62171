/** Something that runs beside others: a worker, or the world outside. Only ever one of them is between two points. */
export interface Task {
  readonly name: string;
  /** Waits its turn. Every effect has one before it; whoever is killed there never comes back from it. */
  point(may?: () => boolean): Promise<void>;
}

interface Running extends Task {
  go: (() => void) | null;
  may: () => boolean;
  over: boolean;
  fault: unknown;
}

/** Lets tasks take turns, in an order decided by chance alone; the same seed gives the same order. */
export class Schedule {
  readonly #random: () => number;
  readonly #tasks: Running[] = [];
  #back: () => void = () => {};

  constructor(random: () => number) {
    this.#random = random;
  }

  start(name: string, work: (task: Task) => Promise<void>): Task {
    const task: Running = {
      name,
      go: null,
      may: () => true,
      over: false,
      fault: null,
      point: (may = () => true) =>
        new Promise((done) => {
          task.may = may;
          task.go = done;
          this.#back();
        }),
    };
    this.#tasks.push(task);
    void task
      .point()
      .then(() => work(task))
      .catch((error: unknown) => (task.fault = error))
      .finally(() => {
        task.over = true;
        this.#back();
      });
    return task;
  }

  /** Whether it has come to its end. */
  over(task: Task): boolean {
    return this.#tasks.every((one) => one !== task || one.over);
  }

  /** Forgets a task where it stands, as a kill does: nothing of it runs any more. */
  kill(task: Task): void {
    const at = this.#tasks.findIndex((one) => one === task);
    if (at >= 0) this.#tasks.splice(at, 1);
  }

  /** Lets one task run to its next point. Answers which; null when nobody can. @throws what the task threw. */
  async turn(): Promise<Task | null> {
    const able = this.#tasks.filter(({ go, may }) => go !== null && may());
    const task = able[Math.floor(this.#random() * able.length)];
    if (!task) return null;
    const go = task.go!;
    task.go = null;
    const back = new Promise<void>((done) => (this.#back = done));
    go();
    await back;
    if (task.fault !== null) throw task.fault;
    return task;
  }
}
