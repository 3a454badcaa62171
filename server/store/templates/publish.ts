import { and, eq, max } from 'drizzle-orm';
import { templateVersions, templates } from '#db/schema/templates.ts';
import { Failure } from '#core/failure.ts';
import type { Finding } from '#core/finding.ts';
import { type PhiClass, highestClass, phiClasses } from '#core/phi.ts';
import type { Orm } from '#store/database.ts';

/** The result of compiling exactly the draft at `revision`; see #mail/render/compile-here.ts. */
export interface CompiledDraft {
  subject: string;
  html: string;
  text: string;
  fields: string[];
  links: { label: string; url: string }[];
  phi: PhiClass;
  findings: Finding[];
}

/**
 * Makes the draft an immutable version and the one journeys send from now on.
 * @throws Failure TEMPLATE_INVALID with the findings when one is an error; REVISION_CONFLICT when the draft is no
 *   longer the one that was compiled; NOT_FOUND.
 */
export async function publish(
  orm: Orm,
  request: { id: string; revision: number; versionId: string; compiled: CompiledDraft; by: string | null },
): Promise<number> {
  const { id, revision, versionId, compiled, by } = request;
  const errors = compiled.findings.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Failure('TEMPLATE_INVALID', { findings: errors });
  return orm.transaction(async (tx) => {
    const [template] = await tx.select().from(templates).where(eq(templates.id, id)).for('update');
    if (!template) throw new Failure('NOT_FOUND', { template: id });
    if (template.revision !== revision)
      throw new Failure('REVISION_CONFLICT', { template: id, yours: revision, theirs: template.revision });
    const [last] = await tx
      .select({ version: max(templateVersions.version) })
      .from(templateVersions)
      .where(eq(templateVersions.templateId, id));
    const version = (last?.version ?? 0) + 1;
    // An unreadable topic class counts as PHI.
    const topic = phiClasses.find((one) => one === template.topicPhi) ?? 'P2';
    await tx.insert(templateVersions).values({
      id: versionId,
      templateId: id,
      version,
      subject: compiled.subject,
      sourceSubject: template.subject,
      preheader: template.preheader,
      mjml: template.mjml,
      html: compiled.html,
      text: compiled.text,
      fields: compiled.fields,
      links: compiled.links,
      findings: compiled.findings,
      phi: highestClass([compiled.phi, topic]),
      createdBy: by,
    });
    await tx
      .update(templates)
      .set({ currentVersion: version })
      .where(and(eq(templates.id, id)));
    return version;
  });
}
