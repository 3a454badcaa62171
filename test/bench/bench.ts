/** One benchmark: a file in this folder that exports `bench`. */
export type Bench = (options: BenchOptions) => Promise<BenchResult>;

export interface BenchOptions {
  /** How many, when the command line says so; null for the size the target was set for. */
  n: number | null;
  /** Prints a line of what is going on. */
  say: (line: string) => void;
}

export interface BenchResult {
  /** What the benchmark is judged by: ours against `against`, measured in the same run. */
  ratio: number;
  n: number;
  /** In words, what the ratio compares to. */
  against: string;
  /** One of these, and whatever else is worth knowing. */
  perSecond?: number;
  ms?: number;
  [figure: string]: unknown;
}
