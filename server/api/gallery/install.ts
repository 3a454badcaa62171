import { Failure } from '#core/failure.ts';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import type { Names } from '#core/graph/names.ts';
import { allows } from '#identity/permissions.ts';
import { createAttribute } from '#store/attributes/save.ts';
import { createList } from '#store/lists/create.ts';
import { createSegment } from '#store/segments/create.ts';
import { createTemplate } from '#store/templates/create.ts';
import type { Actor, Services } from '../services.ts';
import { publishTemplate } from '../templates/compile-draft.ts';
import type { TemplateFolder } from '../templates/read-folder.ts';
import type { Audit } from '../trpc.ts';
import type { ReadySegment } from './read.ts';

type Kind = 'attributes' | 'templates' | 'segments' | 'lists';

export interface Installed {
  kind: Kind;
  name: string;
}

interface Given {
  missing: Names;
  segments: readonly ReadySegment[];
  templates: ReadonlyMap<string, TemplateFolder>;
}

/**
 * Makes what a ready journey needs and this installation lacks, each with its audit entry. What exists is never touched:
 * everything is made as new, so that a name taken meanwhile stays as it is. What the person's role may not make, or cannot be
 * made for want of something else, is left out and shows as a problem of the draft.
 */
export async function install(
  services: Services,
  { missing, segments, templates }: Given,
  { actor, audit }: { actor: Actor; audit: Audit },
): Promise<Installed[]> {
  const { orm } = services.db;
  const done: Installed[] = [];
  const one = async (kind: Kind, name: string, make: () => Promise<void>) => {
    try {
      await make();
      done.push({ kind, name });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    }
  };
  const definitions = allows(actor.role, 'attributes.edit') ? readyAttributes : [];
  for (const definition of definitions.filter(({ key }) => missing.attributes.includes(key)))
    await one('attributes', definition.key, () =>
      orm.transaction(async (tx) => {
        await createAttribute(tx, definition);
        const { type, phi, key } = definition;
        await audit(tx, { action: 'attribute.create', subject: `attribute:${key}`, details: { type, phi } });
      }),
    );
  for (const name of missing.lists)
    await one('lists', name, () =>
      orm.transaction(async (tx) => {
        const id = await createList(tx, { id: services.newId(), name });
        await audit(tx, { action: 'list.create', subject: `list:${id}`, details: { name } });
      }),
    );
  for (const segment of inOrder(segments).filter(({ name }) => missing.segments.includes(name)))
    await one('segments', segment.name, () =>
      orm.transaction(async (tx) => {
        const id = await createSegment(tx, { id: services.newId(), ...segment });
        const details = { name: segment.name, kind: segment.filter ? 'rule' : 'set' };
        await audit(tx, { action: 'segment.create', subject: `segment:${id}`, details });
      }),
    );
  for (const name of missing.templates) {
    const folder = templates.get(name);
    if (folder) await one('templates', name, () => installTemplate(services, folder, { actor, audit }));
  }
  return done;
}

/** Sets first: a rule may name one, and must find it. */
function inOrder(segments: readonly ReadySegment[]): ReadySegment[] {
  return segments.toSorted((a, b) => Number(a.filter !== null) - Number(b.filter !== null));
}

async function installTemplate(
  services: Services,
  { draft }: TemplateFolder,
  { actor, audit }: { actor: Actor; audit: Audit },
): Promise<void> {
  const id = services.newId();
  await services.db.orm.transaction(async (tx) => {
    await createTemplate(tx, { id, draft });
    await audit(tx, { action: 'template.create', subject: `template:${id}` });
  });
  await publishTemplate(services, { id, revision: 1, by: actor.id }, (tx, { version, phi }) =>
    audit(tx, { action: 'template.publish', subject: `template:${id}`, details: { version, phi } }),
  );
}
