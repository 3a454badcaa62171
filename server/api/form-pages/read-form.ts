import { readValue } from '#core/contact/value.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import type { AttributeDefinition, AttributeValue, Vocabulary } from '#core/segment/fields.ts';

/** What was typed, by field; a field may come several times (boxes). */
export type Typed = ReadonlyMap<string, readonly string[]>;

export interface ReadForm {
  email: string;
  answers: Record<string, Exclude<AttributeValue, null>>;
  consent: string | null;
  /** In a sentence, by field. Empty when all is well. */
  problems: Map<string, string>;
}

export const EMAIL_FIELD = 'email';
export const CONSENT_FIELD = 'consent';

/** Fields of a form that can be asked: one whose attribute is gone is left out, and so is never required. */
export function askedFields(definition: FormDefinition, vocabulary: Vocabulary) {
  return definition.fields.flatMap((field) => {
    const attribute = vocabulary.attributes.get(field.attribute);
    return attribute ? [{ ...field, attribute }] : [];
  });
}

/** Checks what was typed against the attributes; fields the form does not ask are ignored, whoever sends them. */
export function readForm(definition: FormDefinition, vocabulary: Vocabulary, typed: Typed): ReadForm {
  const read: ReadForm = { email: '', answers: {}, consent: null, problems: new Map() };
  const address = vocabulary.attributes.get('email');
  const email = address && readValue(address, first(typed, EMAIL_FIELD));
  if (email?.ok && typeof email.value === 'string') read.email = email.value;
  else read.problems.set(EMAIL_FIELD, 'Enter your email address, such as name@clinic.example.');
  for (const { attribute, required, label } of askedFields(definition, vocabulary)) {
    const value = readValue(attribute, given(typed, attribute));
    if (!value.ok) read.problems.set(attribute.key, `${label}: enter ${value.expected}.`);
    else if (value.value !== null) read.answers[attribute.key] = value.value;
    else if (required) read.problems.set(attribute.key, `${label}: this is needed.`);
  }
  if (definition.consent === '') return read;
  if (first(typed, CONSENT_FIELD) === 'yes') read.consent = definition.consent;
  else read.problems.set(CONSENT_FIELD, 'Tick the box to agree; without that we cannot take your answers.');
  return read;
}

/** The first thing typed into a field. */
export function first(typed: Typed, field: string): string {
  return typed.get(field)?.[0]?.trim() ?? '';
}

function given(typed: Typed, { key, type }: AttributeDefinition): unknown {
  if (type === 'choices') return (typed.get(key) ?? []).filter((one) => one.trim() !== '');
  return first(typed, key);
}
