import { z } from 'zod';
import type { Finding } from '../finding.ts';
import type { Vocabulary } from '../segment/fields.ts';

/** What a hosted form asks. The e-mail address is always asked first, as a field of its own. */
export const formDefinition = z.strictObject({
  title: z.string().trim().min(1).max(120).describe('The heading of the page.'),
  intro: z.string().trim().max(2000).default('').describe('A few words above the fields; blank lines part paragraphs.'),
  fields: z
    .array(
      z.strictObject({
        attribute: z.string().min(1).max(63).describe('Key of the attribute the answer goes to.'),
        label: z.string().trim().min(1).max(200),
        required: z.boolean().default(false),
      }),
    )
    .max(30),
  list: z.string().max(120).nullable().default(null).describe('Name of a list that whoever sends it in joins.'),
  consent: z
    .string()
    .trim()
    .max(2000)
    .default('')
    .describe('What is agreed to by sending it in; asked as a box that has to be ticked. None when empty.'),
  button: z.string().trim().min(1).max(60).default('Send'),
  thanks: z.string().trim().min(1).max(2000).default('Thank you. We have received your answers.'),
});
export type FormDefinition = z.output<typeof formDefinition>;

/**
 * By these a person is told from others or is reached, or mail to them is protected: a stranger who knows an address
 * must not be able to set them. They cannot be asked by a form.
 */
export const neverAsked = ['email', 'external_id', 'mrn'] as const;

/** What is wrong with a form; errors keep it from being saved. */
export function checkForm(form: FormDefinition, vocabulary: Vocabulary): Finding[] {
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const [i, { attribute }] of form.fields.entries()) {
    const field = `fields.${i}.attribute`;
    const definition = vocabulary.attributes.get(attribute);
    if (!definition) found.push(error('form.unknown-attribute', `There is no attribute “${attribute}”.`, field));
    else if ((neverAsked as readonly string[]).includes(attribute)) {
      const message =
        attribute === 'email'
          ? 'The e-mail address is always asked; it needs no field of its own.'
          : `“${definition.label}” tells people apart, so a stranger must not set it.`;
      found.push(error('form.not-asked', message, field));
    } else if (seen.has(attribute)) found.push(error('form.twice', `“${definition.label}” is asked twice.`, field));
    seen.add(attribute);
  }
  if (form.list !== null && !vocabulary.lists.has(form.list))
    found.push(error('form.unknown-list', `There is no list “${form.list}”.`, 'list'));
  return found;
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
