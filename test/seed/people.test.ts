import { describe, expect, it } from 'vitest';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { syntheticPeople } from '#db/seed/people.ts';
import { readValue } from '#core/contact/value.ts';

const people = syntheticPeople(2000, '2026-11-22');

describe('the synthetic people', () => {
  it('are the same every time and no two alike in what tells them apart', () => {
    expect(syntheticPeople(2000, '2026-11-22')).toEqual(people);
    for (const key of ['email', 'external_id', 'mrn', 'member_id']) {
      expect(new Set(people.map((one) => one.attributes[key])).size).toBe(2000);
    }
    const phones = people.flatMap((one) => one.attributes['phone'] ?? []);
    expect(new Set(phones).size).toBe(phones.length);
  });

  it('have addresses and telephone numbers that belong to nobody', () => {
    for (const { attributes } of people) {
      expect(attributes['email']).toMatch(/^[a-z]+\.[a-z]+\d{4}@[a-z]+\.example$/);
      if (attributes['phone']) expect(attributes['phone']).toMatch(/^\+1 \d{3} 555 01\d\d$/);
    }
  });

  it('fit the attribute definitions, every one of them', () => {
    const definitions = new Map(readyAttributes.map((one) => [one.key, one]));
    for (const { attributes } of people)
      for (const [key, value] of Object.entries(attributes)) {
        const definition = definitions.get(key);
        if (!definition) throw new Error(`There is no attribute ${key}.`);
        expect({ key, ...readValue(definition, value) }).toMatchObject({ key, ok: true });
      }
  });

  it('live at the demo domains in the proportions the demo promises, with every class of PHI among them', () => {
    const share = (domain: string) => people.filter((one) => one.domain === domain).length / people.length;
    expect(share('clearlake.example')).toBeCloseTo(0.6, 1);
    for (const domain of ['oldmail.example', 'selfsigned.example']) expect(share(domain)).toBeCloseTo(0.12, 1);
    for (const domain of ['pgpmail.example', 'smimemail.example']) expect(share(domain)).toBeCloseTo(0.08, 1);
    const used = new Set(people.flatMap(({ attributes }) => Object.keys(attributes)));
    const classes = new Set(readyAttributes.filter((one) => used.has(one.key)).map((one) => one.phi));
    expect(classes).toEqual(new Set(['P0', 'P1', 'P2', 'P3']));
  });
});
