/**
 * Tries a drawn property with seeds that are always the same and with one that is fresh, so that a red run can be had
 * again and new lives are still drawn. `SEED=n npm test -- FILE` tries that one alone.
 * @param runs of all seeds together.
 * @throws what the property threw, with the seed and how to replay it in front.
 */
export async function withSeeds(
  fixed: readonly number[],
  runs: number,
  check: (draw: { seed: number; numRuns: number }) => Promise<void>,
): Promise<void> {
  const asked = process.env['SEED'];
  const seeds = asked === undefined ? [...fixed, Math.floor(Math.random() * 2 ** 31)] : [Number(asked)];
  for (const seed of seeds) {
    try {
      await check({ seed, numRuns: Math.ceil(runs / seeds.length) });
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`Seed ${seed} fails; SEED=${seed} tries it again. ${what}`, { cause: error });
    }
  }
}
