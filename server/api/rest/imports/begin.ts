import { createHash } from 'node:crypto';
import { z } from 'zod';
import { guessMapping } from '#core/csv/mapping.ts';
import { Failure } from '#core/failure.ts';
import { importOptions } from '#store/imports/claim.ts';
import { createImport } from '#store/imports/create.ts';
import { cancelImport } from '#store/imports/cancel.ts';
import { getImport } from '#store/imports/get.ts';
import { startImport } from '#store/imports/start.ts';
import { ensureList } from '#store/lists/create.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type Answer, once, requestHash } from '../idempotency.ts';
import { defineRoute, type RestContext } from '../route.ts';

const begun = z.object({ id: z.string(), mapping: z.record(z.string(), z.string()) });

const yes = z.enum(['true', 'false']).transform((word) => word === 'true');
const query = z.strictObject({
  list: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .optional()
    .describe('Every row that is taken also joins this list, made if need be'),
  mapping: z
    .string()
    .max(20_000)
    .optional()
    .describe('JSON: column name to attribute key. Absent: guessed from the header'),
  dryRun: yes.default(false).describe('Check every row and write none'),
  dateOrder: z.enum(['mdy', 'dmy']).default('mdy').describe('What 03/04/2026 means'),
  encoding: z.enum(['utf-8', 'windows-1252']).default('utf-8'),
  sharedAddress: yes
    .default(false)
    .describe('Rows may share an address with another contact; each needs an external id'),
  fileName: z.string().max(200).default('upload.csv'),
});

export const importContacts = defineRoute({
  operation: 'contacts.import',
  method: 'POST',
  path: '/contacts/import',
  scope: 'contacts:write',
  summary: 'Import a CSV file of contacts; a job works it off',
  description:
    'The body is the file itself. Rows that do not fit are rejected, each with its line and reason; the others go in. ' +
    'Watch it at `GET /imports/{id}`.',
  query,
  stream: 'text/csv',
  status: 202,
  response: begun,
  handler: async (context, { query }) => {
    const hash = createHash('sha256');
    const id = await createImport(context.db.orm, context, {
      id: context.newId(),
      fileName: query.fileName,
      source: watched(context.request.raw, hash),
      createdBy: context.actor,
    });
    const start = async () => answerOf(await begin(context, id, query));
    try {
      const key = context.idempotencyKey;
      if (key === null) return begun.parse(JSON.parse((await start()).body));
      const same = requestHash('POST', context.request.url, hash.digest('hex'));
      const { answer, replayed } = await once(context, { keyId: context.key.id, key, hash: same }, start);
      if (replayed) await discard(context, id);
      return begun.parse(JSON.parse(answer.body));
    } catch (error) {
      await discard(context, id);
      throw error;
    }
  },
});

type Asked = z.output<typeof query>;

async function begin(context: RestContext, id: string, asked: Asked): Promise<z.infer<typeof begun>> {
  const { db, newId } = context;
  const vocabulary = await loadVocabulary(db.orm);
  const { header, options: found } = await getImport(db.orm, id);
  const mapping =
    asked.mapping === undefined ? guessMapping(header, vocabulary.attributes.values()) : readMapping(asked.mapping);
  const { dryRun, dateOrder, encoding, sharedAddress } = asked;
  const options = importOptions.parse({ ...found, dryRun, dateOrder, encoding, sharedAddress });
  await db.orm.transaction(async (tx) => {
    const listId = asked.list === undefined ? null : await ensureList(tx, { id: newId(), name: asked.list });
    await startImport(tx, context, vocabulary, { id, mapping, options, listId });
    await context.audit(tx, {
      action: 'contact.import',
      subject: `import:${id}`,
      details: { fields: Object.values(mapping), dryRun, ...(asked.list === undefined ? {} : { list: asked.list }) },
    });
  });
  await context.addJob('import-contacts', { importId: id }, `import:${id}`);
  return { id, mapping };
}

/** An upload that is not wanted: a repeat of one that is here, or one that could not begin. */
async function discard(context: RestContext, id: string): Promise<void> {
  await cancelImport(context.db.orm, context, id);
  await context.audit(context.db.orm, { action: 'contact.import-discard', subject: `import:${id}` });
}

function answerOf(value: unknown): Answer {
  return { status: 202, type: 'application/json', body: JSON.stringify(value) };
}

function readMapping(text: string): Record<string, string> {
  try {
    return z.record(z.string().max(200), z.string().max(63)).parse(JSON.parse(text));
  } catch {
    throw new Failure('INVALID_INPUT', {
      issues: [{ path: 'query.mapping', code: 'invalid_format', message: 'Not JSON of column name to attribute key.' }],
    });
  }
}

async function* watched(
  source: AsyncIterable<unknown>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new Failure('IMPORT_UNREADABLE');
    hash.update(chunk);
    yield chunk;
  }
}
