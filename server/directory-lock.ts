import { openDatabase } from '#store/database.ts';
import { StartError } from './cleanup.ts';

/**
 * Claims the data directory by an advisory lock in its embedded PostgreSQL, held by a connection of its own for as
 * long as this process lives. A killed process lets go of it within moments, hence the short patience.
 *
 * @throws StartError when another start holds it; `refused` runs first.
 */
export async function claimDirectory(
  url: string,
  directory: string,
  refused: () => Promise<void> | void,
): Promise<() => Promise<void>> {
  const db = openDatabase(url, 1);
  for (const until = Date.now() + 2000; ;) {
    const [row] = await db.sql<{ mine: boolean }[]>`select pg_try_advisory_lock(7230719, 3) as mine`;
    if (row?.mine) return () => db.close();
    if (Date.now() > until) break;
    await new Promise((next) => setTimeout(next, 200));
  }
  await db.close();
  await refused();
  throw new StartError(
    `The data directory ${directory} is in use by another Stepwell. Stop that one, or set STEPWELL_DATA_DIR to another.`,
  );
}
