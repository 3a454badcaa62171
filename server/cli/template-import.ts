import { importTemplate } from '#api/templates/compile-draft.ts';
import { readTemplateFolder } from '#api/templates/read-folder.ts';
import { ZodError } from 'zod';
import { appendAudit } from '#store/audit/append.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

/** template:import DIR: body.mjml, subject.txt and, if there, preheader.txt and sample.json, published as a template. */
export const templateImport: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'template:import DIR', given: [1, 1] });
  const { draft } = await readFolder(given[0] ?? '');
  return withServices(async (services) => {
    const done = await importTemplate(services, draft, null, (tx, { id, version, phi }) => {
      const subject = `template:${id}`;
      return appendAudit(tx, { actor: 'system', action: 'template.publish', subject, details: { version, phi } });
    });
    print(flags.json, { ...done, name: draft.name }, `${done.id} ${draft.name}: version ${done.version}, ${done.phi}`);
  });
};

async function readFolder(folder: string) {
  try {
    return await readTemplateFolder(folder);
  } catch (error) {
    if (error instanceof ZodError)
      throw new CommandError(`${folder}: ${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}.`);
    if (error instanceof SyntaxError) throw new CommandError(`${folder}/sample.json is not JSON.`);
    throw error instanceof Error ? new CommandError(error.message) : error;
  }
}
