import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readReadyTemplates } from '#api/gallery/read.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { renderMessage } from '#mail/render/render.ts';
import { valuesOf, versionOf, vocabulary } from '../render/vocabulary.ts';

const templates = [...(await readReadyTemplates()).values()];

it.each(templates.map((one) => [one.draft.name, one] as const))(
  '“%s” reads at the level of the eighth grade or below',
  async (_name, { draft, contact }) => {
    const { text } = renderMessage(versionOf(await compileTemplate(draft, vocabulary)), valuesOf(contact), null);
    expect(gradeOf(bodyOf(text))).toBeLessThanOrEqual(8);
  },
);

it.each(templates.map((one) => [one.draft.name, one] as const))(
  '“%s” says nothing in its subject or preheader that names a condition, a medicine or a person',
  (_name, { draft }) => {
    const seen = `${draft.subject} ${draft.preheader}`;
    expect(seen).not.toMatch(/\{\{|\{%/);
    expect(seen).not.toMatch(/diabet|cancer|colon|breast|mammogram|insulin|blood sugar|refill|medicine|lab\b|result/i);
  },
);

it('every template stands in its own folder', () => {
  expect(templates).toHaveLength(readdirSync(join(import.meta.dirname, '../../templates')).length);
});

/** The text part without addresses, telephone numbers and the lines every email ends with. */
function bodyOf(text: string): string {
  return text
    .replace(/https?:\/\/\S+|\(?tel:\S+|mailto:\S+/g, '')
    .replace(/1-555-555-\d{4}/g, '')
    .split('\n')
    .filter((line) => !/Harbor Street|Email preferences/.test(line))
    .join('\n');
}

/** Flesch-Kincaid: 0.39 words a sentence + 11.8 syllables a word − 15.59. A line that ends without a stop ends a sentence. */
function gradeOf(text: string): number {
  const sentences = text.split(/[.!?:]+(?:\s|$)|\n+/).filter((one) => /[a-z]/i.test(one));
  const words = text.match(/[a-z]+(?:'[a-z]+)?/gi) ?? [];
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word.toLowerCase()), 0);
  return (0.39 * words.length) / sentences.length + (11.8 * syllables) / words.length - 15.59;
}

function syllablesOf(word: string): number {
  const groups = word.replace(/(?:[^laeiouy]es|ed|[^laeiouy]e)$/, '').match(/[aeiouy]{1,2}/g);
  return Math.max(1, groups?.length ?? 0);
}
