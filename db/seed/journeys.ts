import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Services } from '#api/services.ts';
import { readJourneyFile } from '#core/graph/file.ts';
import { importJourney } from '#store/journeys/import.ts';

const folder = fileURLToPath(new URL('./journeys', import.meta.url));

/** Imports and publishes the demo's journeys, as `journey:import --publish` does; one that is there stays. */
export async function seedJourneys({ db, newId }: Services): Promise<void> {
  const rows = await db.sql<{ name: string }[]>`select name from journeys where live_version is not null`;
  const live = new Set(rows.map((row) => row.name));
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json')).sort()) {
    const file = readJourneyFile(JSON.parse(await readFile(`${folder}/${name}`, 'utf8')));
    if (!live.has(file.name)) await importJourney(db.orm, { newId, file, publish: {} });
  }
}
