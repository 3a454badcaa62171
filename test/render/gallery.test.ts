import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTemplateFolder } from '#api/templates/read-folder.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { renderMessage } from '#mail/render/render.ts';
import { valuesOf, versionOf, vocabulary } from './vocabulary.ts';

const folder = join(import.meta.dirname, '../../templates');

describe('the gallery', () => {
  it.each(readdirSync(folder))('%s compiles without a finding and renders for its sample', async (name) => {
    const { draft, contact } = await readTemplateFolder(join(folder, name));
    const compiled = await compileTemplate(draft, vocabulary);
    expect(compiled.findings).toEqual([]);
    const { html, text, subject } = renderMessage(versionOf(compiled), valuesOf(contact), null);
    expect(subject).toBe(draft.subject);
    expect(html).not.toMatch(/\{\{|\{%|\ue000/);
    expect(text).not.toMatch(/\{\{|\{%|\ue000/);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });
});
