import { forms } from '#db/schema/forms.ts';
import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { journeys } from '#db/schema/journeys.ts';
import { senders } from '#db/schema/senders.ts';
import { templateVersions, templates } from '#db/schema/templates.ts';
import { webhookEndpoints } from '#db/schema/webhooks.ts';
import type { Catalog } from '#core/graph/catalog.ts';
import type { Orm } from '#store/database.ts';
import { isAway } from '#store/is-away.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

/** Everything a drawing may name, read now: what its checks and its pickers need. `worldOf` makes the CheckWorld of it. */
export async function loadCatalog(orm: Orm): Promise<Catalog> {
  const vocabulary = await loadVocabulary(orm);
  const templateRows = await orm
    .select({
      id: templates.id,
      name: templates.name,
      draftSubject: templates.subject,
      topicPhi: templates.topicPhi,
      version: templateVersions.version,
      subject: templateVersions.subject,
      links: templateVersions.links,
      fields: templateVersions.fields,
      phi: templateVersions.phi,
      findings: templateVersions.findings,
    })
    .from(templates)
    .leftJoin(
      templateVersions,
      and(eq(templateVersions.templateId, templates.id), eq(templateVersions.version, templates.currentVersion)),
    )
    .orderBy(asc(templates.name));
  const senderRows = await orm.select().from(senders).orderBy(asc(senders.name));
  const journeyRows = await orm
    .select({ id: journeys.id, name: journeys.name, liveVersion: journeys.liveVersion })
    .from(journeys)
    .where(eq(journeys.kind, 'journey'))
    .orderBy(asc(journeys.name));
  const [clock] = await orm.execute(sql`select floor(extract(epoch from stepwell_now()) * 1000)::float8 as now`);
  const webhookRows = await orm
    .select({ name: webhookEndpoints.name, baa: webhookEndpoints.baa })
    .from(webhookEndpoints)
    .orderBy(asc(webhookEndpoints.name));
  return {
    now: z.number().parse(clock?.['now']),
    attributes: [...vocabulary.attributes.values()],
    lists: [...vocabulary.lists],
    segments: [...vocabulary.segments].map(([name, filter]) => ({ name, filter })),
    templates: templateRows.map((row) => ({
      id: row.id,
      name: row.name,
      version: row.version,
      subject: row.subject ?? row.draftSubject,
      links: (row.links ?? []).map((link) => link.label),
      fields: row.fields ?? [],
      phi: row.phi ?? row.topicPhi,
      findings: (row.findings ?? []).filter(({ severity }) => severity === 'error').length,
    })),
    senders: senderRows.map((row) => ({
      name: row.name,
      fromName: row.fromName,
      address: row.address,
      verified: row.verifiedAt !== null,
    })),
    journeys: journeyRows.map((row) => ({ id: row.id, name: row.name, published: row.liveVersion !== null })),
    webhooks: webhookRows,
    postalAddress: await hasPostalAddress(orm),
    forms: await orm.select({ id: forms.id, name: forms.name }).from(forms).orderBy(asc(forms.name)),
  };
}

async function hasPostalAddress(orm: Orm): Promise<boolean> {
  try {
    return (await readSettings(orm)).organization.address.trim() !== '';
  } catch (error) {
    // Settings that cannot be read hold every message anyway; the drawing says the same.
    if (isAway(error)) throw error;
    return false;
  }
}
