import { phi } from '#core/phi.ts';
import type { SyntheticContact } from '#core/run/test-run.ts';
import type { AttributeValue, ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { sampleValues } from '#mail/render/sample.ts';
import type { Mailbox } from '../delivery/plan.ts';

/** Nobody's id: what is rehearsed with it can be about no contact. */
export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** The day around which the samples' dates lie. */
const SAMPLE_DAY = Date.UTC(2026, 10, 24);
const DAY_MS = 86_400_000;

/** An invented contact as conditions see them. Sample dates move along, so that "next" is still to come at `start`. */
export function syntheticFacts(ask: SyntheticContact, { attributes }: Vocabulary, start: number): ContactFacts {
  const values: Record<string, AttributeValue> = {};
  if (ask.sample !== 'none') {
    const sample = sampleValues(attributes.values(), ask.sample).contact;
    for (const [key, value] of Object.entries(sample))
      values[key] = key === 'date_of_birth' ? value : moved(value, attributes.get(key)?.type, start);
  } else values['email'] = 'test.run@clearlake.example';
  for (const [key, value] of Object.entries(ask.values)) values[key] = value;
  return {
    contactId: NOBODY,
    attributes: Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, phi(value)]])),
    ),
    lists: new Set(ask.lists),
    segments: new Set(ask.segments),
    events: ask.history.map((one) => ({ ...one, human: true })),
    messages: [],
    journeys: new Set(),
  };
}

/** Where an invented contact gets their mail, as the planner asks for it. */
export function syntheticMailbox({ mailbox }: SyntheticContact): Mailbox {
  const { assurance, key, suppressed, authorized } = mailbox;
  const scopes: ReadonlySet<string> | undefined = suppressed ? new Set(['all']) : undefined;
  return {
    keys: key
      ? [
          {
            kind: key,
            source: 'enrolled',
            fingerprint: 'of-the-test-run',
            usable: true,
            problem: null,
            sealed: new Uint8Array(),
            expiresAt: null,
            address: null,
          },
        ]
      : [],
    choice: 'inbox',
    authorizations: authorized ? [{ from: -Infinity, to: Infinity }] : [],
    suppressed: () => scopes,
    destination: () => ({ assurance, best: assurance }),
    shared: false,
  };
}

function moved(value: AttributeValue, type: string | undefined, start: number): AttributeValue {
  if ((type !== 'date' && type !== 'datetime') || typeof value !== 'string') return value;
  const days = Math.round((start - SAMPLE_DAY) / DAY_MS);
  const day = Date.parse(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day)) return value;
  return new Date(day + days * DAY_MS).toISOString().slice(0, 10) + value.slice(10);
}
