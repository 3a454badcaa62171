import type { AttributeValue } from '#core/segment/fields.ts';
import { careStage, clinical, visits } from './care.ts';
import { daysFrom } from './days.ts';
import { coverage, demographics } from './demographics.ts';
import { firstNames, lastNames } from './names.ts';
import { type Random, seededRandom } from './random.ts';

/** A synthetic contact; `domain` is where the local mailbox receives for them. */
export interface Person {
  domain: string;
  attributes: Record<string, AttributeValue>;
}

/** The demo domains by how many of the people have an address there, in percent. */
const domains = [
  ['clearlake.example', 60],
  ['oldmail.example', 12],
  ['selfsigned.example', 12],
  ['pgpmail.example', 8],
  ['smimemail.example', 8],
] as const;

/** Area codes; with 555-0100 to 0199, the numbers kept free for fiction. */
const areas = ['217', '309', '312', '447', '464', '618', '630', '708', '730', '773', '779', '815', '847', '861', '872'];
const SEED = 20_260_101;

/** The same people every time, their dates counted from `today` (YYYY-MM-DD). */
export function syntheticPeople(count: number, today: string): Person[] {
  const random = seededRandom(SEED);
  const days = daysFrom(today);
  return Array.from({ length: count }, (_, index) => {
    const who = demographics(random, days);
    const domain = random.weighted(domains);
    const attributes: Person['attributes'] = {
      ...identity(random, index, who.gender, domain),
      ...who,
      ...coverage(random, days, who.age),
      ...visits(random, days),
      ...clinical(random, days, who.age, who.gender),
    };
    attributes['care_stage'] = careStage(attributes, days);
    return { domain, attributes };
  });
}

function identity(random: Random, index: number, gender: string, domain: string): Person['attributes'] {
  const shelf = gender === 'Male' || (gender !== 'Female' && random.chance(0.5)) ? 'male' : 'female';
  const first = random.pick(firstNames[shelf]);
  const last = random.pick(lastNames);
  const number = String(index + 1).padStart(4, '0');
  const area = areas[Math.floor(index / 100) % areas.length];
  return {
    first_name: first,
    last_name: last,
    email: `${first}.${last}${number}@${domain}`.toLowerCase(),
    external_id: `LV-${number}`,
    mrn: `MRN${String(700_000 + index * 7)}`,
    member_id: `LHP${String(1_000_000 + index * 13)}`,
    ...(index < areas.length * 100 && random.chance(0.8)
      ? { phone: `+1 ${area} 555 01${String(index % 100).padStart(2, '0')}` }
      : {}),
  };
}
