import type { Finding } from '#core/finding.ts';
import { type PhiClass, highestClass, phiClasses } from '#core/phi.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { createTemplate } from '#store/templates/create.ts';
import { type TemplateDraft, templateDraft } from '#store/templates/draft.ts';
import { type Template, findTemplate, getTemplate } from '#store/templates/get.ts';
import { publish } from '#store/templates/publish.ts';
import { saveDraft } from '#store/templates/saveDraft.ts';
import { type TemplateVersion, currentVersion } from '#store/templates/versions.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Orm } from '#store/database.ts';
import type { Services } from '../services.ts';

export interface PublishedTemplate {
  id: string;
  version: number;
  phi: PhiClass;
  findings: Finding[];
}

/**
 * Compiles a template's draft and makes it the version journeys send. Compiling happens before the transaction, so a
 * slow template holds no lock; the revision check makes sure that what was compiled is what becomes the version.
 * @throws Failure TEMPLATE_INVALID with the findings, REVISION_CONFLICT, NOT_FOUND.
 */
export async function publishTemplate(
  services: Pick<Services, 'db' | 'newId'>,
  { id, revision, by }: { id: string; revision: number; by: string | null },
  withinTransaction: (tx: Orm, published: PublishedTemplate) => Promise<void>,
): Promise<PublishedTemplate> {
  const { orm } = services.db;
  const template = await getTemplate(orm, id);
  const compiled = await compileTemplate(template, await loadVocabulary(orm));
  return orm.transaction(async (tx) => {
    const version = await publish(tx, { id, revision, versionId: services.newId(), compiled, by });
    const published = {
      id,
      version,
      phi: highestClass([compiled.phi, phiOf(template.topicPhi)]),
      findings: compiled.findings,
    };
    await withinTransaction(tx, published);
    return published;
  });
}

/**
 * Creates or replaces a template by name and publishes it: for the seed, the CLI and REST. Answers the existing
 * version when nothing changed.
 * @throws ZodError for what a draft cannot be, Failure TEMPLATE_INVALID with the findings.
 */
export async function importTemplate(
  services: Pick<Services, 'db' | 'newId'>,
  given: Omit<TemplateDraft, 'topicPhi'> & { topicPhi?: TemplateDraft['topicPhi'] },
  by: string | null,
  withinTransaction: (tx: Orm, published: PublishedTemplate) => Promise<void> = async () => {},
): Promise<PublishedTemplate> {
  const draft = templateDraft.parse(given);
  const { orm } = services.db;
  const existing = await findTemplate(orm, draft.name);
  if (!existing) {
    const id = services.newId();
    await createTemplate(orm, { id, draft });
    return publishTemplate(services, { id, revision: 1, by }, withinTransaction);
  }
  const current = await currentVersion(orm, draft.name);
  if (current && sameDraft(draft, existing) && sameSource(draft, current))
    return { id: existing.id, version: current.version, phi: phiOf(current.phi), findings: current.findings };
  const revision = await saveDraft(orm, { id: existing.id, revision: existing.revision, draft });
  return publishTemplate(services, { id: existing.id, revision, by }, withinTransaction);
}

function sameDraft(draft: TemplateDraft, existing: Template): boolean {
  const { subject, preheader, mjml, topicPhi } = existing;
  return (
    draft.subject === subject && draft.preheader === preheader && draft.mjml === mjml && draft.topicPhi === topicPhi
  );
}

function sameSource(draft: TemplateDraft, version: TemplateVersion): boolean {
  const { sourceSubject, preheader, mjml } = version;
  return draft.subject === sourceSubject && draft.preheader === preheader && draft.mjml === mjml;
}

function phiOf(stored: string): PhiClass {
  return phiClasses.find((one) => one === stored) ?? 'P2';
}
