import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Services } from '#api/services.ts';
import { importTemplate } from '#api/templates/compile-draft.ts';
import { readTemplateFolder } from '#api/templates/read-folder.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findTemplate } from '#store/templates/get.ts';

const gallery = fileURLToPath(new URL('../../templates', import.meta.url));

/** Publishes the gallery's templates; one that is there already stays as people made it. */
export async function seedTemplates(services: Services): Promise<void> {
  const folders = await readdir(gallery, { withFileTypes: true });
  for (const folder of folders.filter((one) => one.isDirectory())) {
    const { draft } = await readTemplateFolder(`${gallery}/${folder.name}`);
    const found = await findTemplate(services.db.orm, draft.name);
    if (found?.currentVersion) continue;
    await importTemplate(services, draft, null, (tx, { id, version, phi }) => {
      const subject = `template:${id}`;
      return appendAudit(tx, { actor: 'system', action: 'template.publish', subject, details: { version, phi } });
    });
  }
}
