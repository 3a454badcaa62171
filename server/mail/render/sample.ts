import type { AttributeDefinition, AttributeValue } from '#core/segment/fields.ts';
import type { MergeValues } from './render.ts';

/** Invented people to preview with. `full` has every attribute, `sparse` only an address, `spanish` reads Spanish. */
export const sampleKinds = ['full', 'sparse', 'spanish'] as const;
export type SampleKind = (typeof sampleKinds)[number];

const KNOWN: Record<string, AttributeValue> = {
  first_name: 'Avery',
  last_name: 'Brooks',
  email: 'avery.brooks001@clearlake.example',
  phone: '+1 312 555 0134',
  external_id: 'A-1001',
  mrn: 'MRN-000123',
  member_id: 'LKV-4471-09',
  date_of_birth: '1979-03-14',
  language: 'en',
  timezone: 'America/Chicago',
  plan: 'Gold',
  renewal_date: '2027-01-01',
  next_appointment: '2026-12-08T14:30',
  last_appointment: '2026-11-18T09:15',
  last_checkup: '2025-10-02',
  clinic: 'Harbor Street Clinic',
  care_team: 'Dr. Morgan Ellis',
  appointment_reason: 'blood pressure check',
  monthly_premium: 312.5,
  age: 47,
  zip: '62701',
  city: 'Springfield',
  state: 'IL',
};

/** Values of an invented contact for every attribute of this installation. Nobody real, in no database. */
export function sampleValues(
  definitions: Iterable<AttributeDefinition>,
  kind: SampleKind,
  sender?: { sender: MergeValues['sender']; organization: MergeValues['organization'] },
): MergeValues {
  const contact: Record<string, AttributeValue> = { email: KNOWN['email']! };
  if (kind !== 'sparse') for (const one of definitions) contact[one.key] = KNOWN[one.key] ?? invented(one);
  if (kind === 'spanish') Object.assign(contact, { first_name: 'Lucía', last_name: 'Ortega', language: 'es' });
  return {
    contact,
    sender: sender?.sender ?? { name: 'Lakeview Health Plans', address: 'plans@lakeview.example' },
    organization: sender?.organization ?? {
      name: 'Lakeview Health',
      address: '100 Harbor Street, Springfield, IL 62701',
    },
    links: { unsubscribe: 'https://portal.example/u/sample', portal: 'https://portal.example/p/sample' },
    language: kind === 'spanish' ? 'es' : 'en',
    zone: 'America/Chicago',
  };
}

const OF_TYPE: Record<Exclude<AttributeDefinition['type'], 'text' | 'choice' | 'choices'>, AttributeValue> = {
  number: 42,
  boolean: true,
  date: '2026-11-30',
  datetime: '2026-11-30T10:00',
};

function invented({ type, label, choices }: AttributeDefinition): AttributeValue {
  if (type === 'choices') return choices.length > 0 ? choices.slice(0, 2) : [label];
  if (type === 'text' || type === 'choice') return choices[0] ?? label;
  return OF_TYPE[type];
}
