import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { settings } from '#db/schema/settings.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { seedContacts, seedList } from './contacts.ts';
import { liveHistory } from './history.ts';
import { seedJourneys } from './journeys.ts';
import { seedKeys } from './keys.ts';
import { seedOrganization, seedSenders } from './organization.ts';
import { syntheticPeople } from './people.ts';
import { seedSegments } from './segments.ts';
import { seedTemplates } from './templates.ts';

export interface SeedOptions {
  contacts?: number;
  /** Told what is being made, for the person who waits. */
  say?: (what: string) => void;
  signal?: AbortSignal | undefined;
}

const KEY = 'seed';
const marker = z.object({ state: z.enum(['running', 'done']), today: z.iso.date(), contacts: z.int() });

/**
 * Fills an empty installation with the demo: synthetic people, lists, segments, templates, senders, two journeys, one of
 * them weeks under way. Once: a marker says that it is done, and an installation someone already uses is left alone.
 * Every part passes over what is there, so a seed that was killed goes on where it stopped.
 * @returns false when there was nothing to do.
 */
export async function seed(services: Services, options: SeedOptions = {}): Promise<boolean> {
  const { say = () => {}, signal } = options;
  const begun = await begin(services, options.contacts ?? 2000);
  if (!begun) return false;
  const { db } = services;
  say('people, lists and segments');
  await defineAttributes(db.orm, readyAttributes);
  await seedOrganization(services);
  await seedSenders(services);
  const people = await seedContacts(services, syntheticPeople(begun.contacts, begun.today));
  await seedList(
    services,
    'Newsletter',
    people.filter((one) => one.attributes['newsletter'] === true),
  );
  await seedList(services, 'Recent visits', []);
  await seedSegments(services);
  signal?.throwIfAborted();
  say('templates, keys and journeys');
  await Promise.all([seedTemplates(services), seedKeys(services, people)]);
  await seedJourneys(services);
  signal?.throwIfAborted();
  say('weeks of a journey under way');
  await liveHistory(services, { people, today: begun.today, signal });
  await mark(services, { ...begun, state: 'done' });
  return true;
}

async function begin(services: Services, contacts: number): Promise<z.infer<typeof marker> | null> {
  const { orm, sql } = services.db;
  const [row] = await orm.select().from(settings).where(eq(settings.key, KEY));
  if (row) {
    const found = marker.parse(row.value);
    return found.state === 'done' ? null : found;
  }
  const [used] = await sql<{ used: boolean }[]>`
    select exists (select 1 from contacts) or exists (select 1 from journeys) as used`;
  if (used?.used) return null;
  const fresh = { state: 'running' as const, today: new Date().toISOString().slice(0, 10), contacts };
  await mark(services, fresh);
  return fresh;
}

async function mark({ db }: Services, value: z.infer<typeof marker>): Promise<void> {
  await db.orm
    .insert(settings)
    .values({ key: KEY, value })
    .onConflictDoUpdate({ target: settings.key, set: { value } });
}
