import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { appendAudit } from '#store/audit/append.ts';
import type { Services } from '../services.ts';
import { type Answer, once, requestHash } from './idempotency.ts';
import { httpProblem, invalidInput, sendProblem, toProblem } from './problem.ts';
import { type RestContext, type RestKey, type Route, type RouteInput, writes } from './route.ts';

const keyHeader = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 printable characters')
  .optional();

type Input = RouteInput<unknown, unknown, unknown>;

/** One request through its route: scope, input, idempotency, handler, audit, answer. */
export async function answerRoute(
  route: Route,
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = request.restKey;
  if (!key) return sendProblem(reply, httpProblem(401));
  if (!key.scopes.includes(route.scope)) throw new Failure('FORBIDDEN', { scope: route.scope }, NEEDS_SCOPE);
  if (streams(request) !== (route.stream !== undefined)) return sendProblem(reply, httpProblem(415));
  const input = readInput(route, request);
  const idempotencyKey = writes(route) ? readKey(request) : null;
  const run = () => work(route, { services, key, request, idempotencyKey }, input);
  if (idempotencyKey === null || route.stream !== undefined) return send(reply, await run(), false);
  const hash = requestHash(route.method, request.url, request.body);
  const { answer, replayed } = await once(services, { keyId: key.id, key: idempotencyKey, hash }, async () => {
    try {
      return await run();
    } catch (error) {
      const problem = toProblem(error, services);
      return { status: problem.status, type: 'application/problem+json', body: JSON.stringify(problem) };
    }
  });
  return send(reply, answer, replayed);
}

const NEEDS_SCOPE = 'This key does not have the scope that this route needs.';

async function work(
  route: Route,
  made: { services: Services; key: RestKey; request: FastifyRequest; idempotencyKey: string | null },
  input: Input,
): Promise<Answer> {
  const actor = `key:${made.key.id}`;
  let entries = 0;
  const context: RestContext = {
    ...made.services,
    key: made.key,
    actor,
    idempotencyKey: made.idempotencyKey,
    request: made.request,
    audit: async (orm, entry) => {
      await appendAudit(orm, { ...entry, actor });
      entries++;
    },
  };
  const given = await route.handler(context, input);
  if (entries === 0 && (writes(route) || route.readsPhi))
    throw new Error(`REST ${route.operation} left no audit entry.`);
  return {
    status: route.status ?? 200,
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(route.response.parse(given)),
  };
}

function send(reply: FastifyReply, answer: Answer, replayed: boolean): FastifyReply {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return reply.code(answer.status).type(answer.type).header('cache-control', 'no-store').send(answer.body);
}

function readInput(route: Route, request: FastifyRequest): Input {
  return {
    params: part(route.params, request.params, 'params'),
    query: part(route.query, request.query, 'query'),
    body: part(route.body, request.body, 'body'),
  };
}

function part(schema: z.ZodType | undefined, value: unknown, at: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value ?? (at === 'body' ? undefined : {}));
  if (!parsed.success) throw invalidInput(parsed.error, at);
  return parsed.data;
}

function readKey(request: FastifyRequest): string | null {
  const parsed = keyHeader.safeParse(request.headers['idempotency-key']);
  if (!parsed.success) throw invalidInput(parsed.error, 'header.idempotency-key');
  return parsed.data ?? null;
}

function streams(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('text/csv');
}
