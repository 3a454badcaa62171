import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckWorld } from '#core/graph/check.ts';
import { worldOf } from '#core/graph/catalog.ts';
import { type Graph, graph } from '#core/graph/model.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';
import { seededInstallation } from '#test/gallery/seeded.ts';
import { stepType } from '#core/steps/registry.ts';
import { testServices } from '#test/support/services.ts';
import { world as testWorld } from '../core/steps/support.ts';

export interface Original {
  graph: Graph;
  world: CheckWorld;
  from: string;
}

const root = join(import.meta.dirname, '..', '..');

/** Every journey that comes with the product, in the world the seed makes, and those of the tests in theirs. */
export async function originals(): Promise<Original[]> {
  const services = await testServices();
  await seededInstallation(services, 1);
  const seeded = worldOf(await loadCatalog(services.db.orm));
  const files = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json') && !/segments|about/.test(name))
      .map((name): unknown => JSON.parse(readFileSync(join(root, folder, name), 'utf8')));
  const walked = files('test/journeys').map((one) => graph.parse((one as { journey: unknown }).journey));
  return [
    ...files('db/seed/journeys').map((one) => ({ graph: graph.parse(one), world: seeded, from: 'seed' })),
    ...files('gallery').flatMap((one) => {
      const drawn = graph.safeParse(one);
      const known = drawn.success && drawn.data.steps.every(({ type }) => stepType(type));
      return known ? [{ graph: drawn.data, world: seeded, from: 'gallery' }] : [];
    }),
    ...walked.map((one) => ({ graph: one, world: worldFor(one), from: 'test' })),
  ];
}

/** The tests' journeys name templates of their own. */
function worldFor(drawn: Graph): CheckWorld {
  const templates = new Map(testWorld.templates);
  const links = [...JSON.stringify(drawn).matchAll(/"link":"([^"]+)"/g)].map(([, link]) => link!);
  for (const { config } of drawn.steps) {
    const { template } = config;
    if (typeof template === 'string') templates.set(template, { links, fields: [], phi: 'P1', findings: 0 });
  }
  return { ...testWorld, templates };
}
