import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { question } from '#core/graph/answers.ts';
import { readJourneyFile } from '#core/graph/file.ts';
import type { Graph } from '#core/graph/model.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { purposes } from '#core/steps/step.ts';
import { type TemplateFolder, readTemplateFolder } from '../templates/read-folder.ts';

const gallery = fileURLToPath(new URL('../../../gallery', import.meta.url));
const templates = fileURLToPath(new URL('../../../templates', import.meta.url));

const about = z.strictObject({
  /** Place in the gallery. */
  order: z.int(),
  purpose: z.enum(purposes),
  summary: z.string().min(1).max(300),
  audience: z.string().min(1).max(200),
  goal: z.string().min(1).max(200),
  /** What whoever uses it should know or decide. */
  note: z.string().max(400).optional(),
  /** Dates it must be told. */
  asks: z.array(question).default([]),
});

const segment = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(500),
  /** Null for a set that journeys add to. */
  filter: filterSchema.nullable(),
});
export type ReadySegment = z.infer<typeof segment>;

export interface ReadyJourney extends z.infer<typeof about> {
  /** Its folder's name. */
  id: string;
  graph: Graph;
}

/** The ready journeys in the order of the gallery. They are part of the program, so a broken one is a fault, not a refusal. */
export async function readGallery(): Promise<ReadyJourney[]> {
  const folders = (await readdir(gallery, { withFileTypes: true })).filter((one) => one.isDirectory());
  const read = await Promise.all(folders.map(({ name }) => readReady(name)));
  return read.toSorted((a, b) => a.order - b.order);
}

async function readReady(id: string): Promise<ReadyJourney> {
  const [file, words] = await Promise.all([json(`${id}/journey.json`), json(`${id}/about.json`)]);
  return { ...about.parse(words), id, graph: readJourneyFile(file) };
}

/** The segments the ready journeys name. */
export async function readReadySegments(): Promise<ReadySegment[]> {
  return z.array(segment).parse(await json('segments.json'));
}

/** The templates that come with the program, by the name journeys use. */
export async function readReadyTemplates(): Promise<Map<string, TemplateFolder>> {
  const folders = (await readdir(templates, { withFileTypes: true })).filter((one) => one.isDirectory());
  const read = await Promise.all(folders.map(({ name }) => readTemplateFolder(`${templates}/${name}`)));
  return new Map(read.map((one) => [one.draft.name, one]));
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await readFile(`${gallery}/${path}`, 'utf8'));
}
