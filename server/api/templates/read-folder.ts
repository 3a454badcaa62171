import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { phiClasses } from '#core/phi.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { type TemplateDraft, templateDraft } from '#store/templates/draft.ts';

const sample = z.object({
  name: z.string().optional(),
  topicPhi: z.enum(phiClasses).optional(),
  contact: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]))
    .default({}),
});

/** A template as a folder: body.mjml, subject.txt, and if there are any preheader.txt and sample.json. */
export interface TemplateFolder {
  draft: TemplateDraft;
  /** Attribute values of the invented contact the author previews with. */
  contact: Record<string, AttributeValue>;
}

/** @throws Error with one clear line when body.mjml or subject.txt is missing; ZodError for what a draft cannot be. */
export async function readTemplateFolder(folder: string): Promise<TemplateFolder> {
  const needed = async (name: string) => {
    const text = await optional(name);
    if (text === null) throw new Error(`${folder} has no ${name}. A template folder holds body.mjml and subject.txt.`);
    return text;
  };
  const optional = (name: string) =>
    readFile(join(folder, name), 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    });
  const given = sample.parse(JSON.parse((await optional('sample.json')) ?? '{}'));
  const draft = templateDraft.parse({
    name: given.name ?? basename(folder),
    topicPhi: given.topicPhi ?? 'P0',
    subject: (await needed('subject.txt')).trim(),
    preheader: ((await optional('preheader.txt')) ?? '').trim(),
    mjml: await needed('body.mjml'),
  });
  return { draft, contact: given.contact };
}
