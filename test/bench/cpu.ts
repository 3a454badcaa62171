/** CPU time of this process, milliseconds: what else the machine does meanwhile does not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Rounds in which each is done in turn, so that what slows the machine slows all of them. */
const ROUNDS = 20;

/** Milliseconds of CPU that one call of each costs, over `n` calls, after some that do not count. */
export async function measure(n: number, works: readonly (() => number | Promise<number>)[]): Promise<number[]> {
  const spent = works.map(() => 0);
  let sum = 0;
  for (const work of works) for (let i = 0; i < 200; i++) sum += await work();
  const turn = Math.max(1, Math.ceil(n / ROUNDS));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [which, work] of works.entries()) {
      const began = cpuMs();
      for (let i = 0; i < turn; i++) sum += await work();
      spent[which]! += cpuMs() - began;
    }
  }
  if (sum === 0) throw new Error('Nothing was done.');
  return spent.map((one) => one / (turn * ROUNDS));
}

export function round(value: number): number {
  return Number(value.toPrecision(3));
}
