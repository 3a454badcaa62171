import { seedContacts, seedList, type SeededContact } from '#db/seed/contacts.ts';
import { seedOrganization, seedSenders } from '#db/seed/organization.ts';
import { syntheticPeople } from '#db/seed/people.ts';
import { seedSegments } from '#db/seed/segments.ts';
import { seedTemplates } from '#db/seed/templates.ts';
import type { Services } from '#api/services.ts';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { defineAttributes } from '#store/attributes/define.ts';

/** The demo as a person finds it, but for the weeks its journeys have lived through: nobody has had an email yet. */
export async function seededInstallation(services: Services, contacts: number): Promise<SeededContact[]> {
  await defineAttributes(services.db.orm, readyAttributes);
  await seedOrganization(services);
  await seedSenders(services);
  const people = await seedContacts(services, syntheticPeople(contacts, new Date().toISOString().slice(0, 10)));
  await seedList(
    services,
    'Newsletter',
    people.filter((one) => one.attributes['newsletter'] === true),
  );
  await seedList(services, 'Recent visits', []);
  await seedSegments(services);
  await seedTemplates(services);
  return people;
}
