import type { DestinationLimits } from '#engine/dispatch/paces.ts';
import type { Services } from '#api/services.ts';
import { type Share, sharesOfLimits } from '#store/destinations/rules.ts';

export type LimitsOf = (domain: string) => DestinationLimits | undefined;

const READ_EVERY_MS = 10_000;

/** The operator's limits per domain, this worker's share of each; a change holds within seconds. */
export async function openLimits({ db, log }: Services): Promise<{ limitsOf: LimitsOf; stop: () => void }> {
  let shares: ReadonlyMap<string, Share> = await sharesOfLimits(db.sql);
  let reading = false;
  const timer = setInterval(() => {
    if (reading) return;
    reading = true;
    sharesOfLimits(db.sql)
      .then((read) => void (shares = read))
      // The old ones hold on: without any, a limit would be forgotten with every pause of the database.
      .catch((error: unknown) =>
        log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'limits could not be read'),
      )
      .finally(() => void (reading = false));
  }, READ_EVERY_MS);
  timer.unref();
  return { limitsOf: (domain) => shares.get(domain), stop: () => clearInterval(timer) };
}
