import { readJourneyFile } from '#core/graph/file.ts';
import { appendAudit } from '#store/audit/append.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { publishJourney } from '#store/journeys/publishDraft.ts';
import { putJourneyFile } from '#store/journeys/putFile.ts';
import { print, readArguments, readJson } from './arguments.ts';
import type { Command } from './command.ts';
import { withServices } from './with-services.ts';

/** journey:import FILE.json [--publish]: a new journey, or the next draft of the one with this name. */
export const journeyImport: Command = async (args) => {
  const { given, flags } = readArguments(args, {
    usage: 'journey:import FILE.json [--publish]',
    given: [1, 1],
    flags: ['publish'],
  });
  const file = readJourneyFile(readJson(given[0] ?? ''));
  return withServices(async ({ db, newId }) => {
    const done = await db.orm.transaction(async (tx) => {
      const put = await putJourneyFile(tx, { newId, graph: file });
      const { id } = put;
      const action = put.created ? 'journey.create' : 'journey.save';
      await appendAudit(tx, { actor: 'system', action, subject: `journey:${id}`, details: { name: file.name } });
      if (!flags.publish) return { ...put, version: null, findings: await checkDraft(tx, file) };
      const { version } = await publishJourney(tx, { id, acknowledge: 'all', by: null });
      const details = { version };
      await appendAudit(tx, { actor: 'system', action: 'journey.publish', subject: `journey:${id}`, details });
      return { ...put, version, findings: [] };
    });
    const problems = done.findings.map((one) => `  ${one.severity} ${one.step ?? ''}: ${one.message}`);
    const what = done.version === null ? `draft ${done.revision}` : `published as version ${done.version}`;
    print(flags.json, { ...done, name: file.name }, [`${done.id} ${file.name}: ${what}`, ...problems].join('\n'));
  });
};
