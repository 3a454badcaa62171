import { Readable } from 'node:stream';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { type Permission, allows } from '#identity/permissions.ts';
import { appendAudit } from '#store/audit/append.ts';
import { membersCsv } from '#store/contacts/members-csv.ts';
import { createImport } from '#store/imports/create.ts';
import { getImport } from '#store/imports/get.ts';
import { rejectsCsv } from '#store/imports/rejects.ts';
import { getSegment } from '#store/segments/get.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Actor, Services } from '../services.ts';

/** Tells who sent a request, from their session; null for nobody. */
export type WhoAsks = (request: FastifyRequest, reply: FastifyReply) => Promise<Actor | null>;

const MOST_BYTES = 2 * 1024 ** 3;
const params = z.object({ id: z.uuid() });

/**
 * What tRPC cannot carry: a CSV file on its way in, streamed to its sealed place, and CSV on its way out. Signed-in
 * staff only, by the same permission table; each leaves an audit entry before the first byte goes out. The caller
 * puts the guard against cross-site requests in front.
 */
export async function registerImports(app: FastifyInstance, services: Services, whoAsks: WhoAsks): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: MOST_BYTES } });
  const { orm } = services.db;

  const permitted = async (request: FastifyRequest, reply: FastifyReply, permission: Permission): Promise<Actor> => {
    const actor = await whoAsks(request, reply);
    if (!actor) throw new Failure('SIGN_IN_REQUIRED');
    if (!allows(actor.role, permission)) throw new Failure('FORBIDDEN', { role: actor.role, permission });
    return actor;
  };

  app.post('/api/app/imports', async (request, reply) => {
    const actor = await permitted(request, reply, 'contacts.import');
    const part = request.isMultipart() ? await request.file() : undefined;
    if (!part) throw new Failure('IMPORT_UNREADABLE', {}, 'Send one file, as a form would.');
    const id = await createImport(orm, services, {
      id: services.newId(),
      fileName: part.filename,
      source: part.file,
      createdBy: `user:${actor.id}`,
    });
    const { totalBytes } = await getImport(orm, id);
    await appendAudit(orm, {
      actor: `user:${actor.id}`,
      action: 'import.upload',
      subject: `import:${id}`,
      details: { bytes: totalBytes },
    });
    return reply.code(201).send({ id });
  });

  app.get('/api/app/imports/:id/rejects.csv', async (request, reply) => {
    const actor = await permitted(request, reply, 'contacts.import');
    const { id } = readParams(request);
    const { rejected } = await getImport(orm, id);
    await appendAudit(orm, {
      actor: `user:${actor.id}`,
      action: 'import.rejects',
      subject: `import:${id}`,
      details: { rows: rejected },
    });
    return sendCsv(reply, 'rejected-rows.csv', rejectsCsv(orm, services.seal, id));
  });

  app.get('/api/app/segments/:id/members.csv', async (request, reply) => {
    const actor = await permitted(request, reply, 'contacts.export');
    const { id } = readParams(request);
    const { name } = await getSegment(orm, id);
    const fields = [...(await loadVocabulary(services.db.sql)).attributes.keys()];
    await appendAudit(orm, {
      actor: `user:${actor.id}`,
      action: 'segment.export',
      subject: `segment:${id}`,
      details: { fields },
    });
    const lines = membersCsv(services, { segment: name }, fields);
    return sendCsv(reply, 'segment-members.csv', texts(lines));
  });
}

function readParams(request: FastifyRequest): z.infer<typeof params> {
  const given = params.safeParse(request.params);
  if (!given.success) throw new Failure('NOT_FOUND');
  return given.data;
}

async function* texts(lines: AsyncIterable<{ text: string }>): AsyncGenerator<string> {
  for await (const { text } of lines) yield text;
}

function sendCsv(reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines));
}
