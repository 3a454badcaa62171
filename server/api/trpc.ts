import { randomUUID } from 'node:crypto';
import { TRPCError, initTRPC } from '@trpc/server';
import { ZodError } from 'zod';
import { Failure, type FailureCode, type FailureDetails } from '#core/failure.ts';
import { type Permission, allows, permissions } from '#identity/permissions.ts';
import { type AuditEntry, appendAudit } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';
import type { Actor, Services } from './services.ts';

export interface Context extends Services {
  actor: Actor | null;
}

interface Meta {
  permission: Permission;
  /** A query that hands out patient data: it must leave an audit entry, as every mutation must. */
  readsPhi: boolean;
}

/** How a refusal reaches the client, as `error.data.failure`. */
export interface FailureShape {
  code: FailureCode | 'INTERNAL';
  message: string;
  details: FailureDetails;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => {
      const failure = toFailure(error, ctx);
      return {
        ...shape,
        message: failure.message,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, failure },
      };
    },
  });

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** Writes one audit entry in the caller's transaction, as the signed-in person. */
export type Audit = (orm: Orm, entry: Omit<AuditEntry, 'actor'>) => Promise<void>;

/**
 * The only way to make a procedure. It names its permission; the role is checked before anything else runs. A
 * mutation, or a query with `readsPhi`, that ends well without calling `ctx.audit` is a bug and answers INTERNAL.
 */
export function staff(permission: Permission, { readsPhi = false }: { readsPhi?: boolean } = {}) {
  return t.procedure.meta({ permission, readsPhi }).use(async ({ ctx, next, type, path }) => {
    const actor = ctx.actor;
    if (!actor) throw refuse('UNAUTHORIZED', new Failure('SIGN_IN_REQUIRED'));
    if (!allows(actor.role, permission))
      throw refuse('FORBIDDEN', new Failure('FORBIDDEN', { role: actor.role, permission }));
    let entries = 0;
    const audit: Audit = async (orm, entry) => {
      await appendAudit(orm, { ...entry, actor: `user:${actor.id}` });
      entries++;
    };
    const result = await next({ ctx: { ...ctx, actor, audit } });
    if (!result.ok && result.error.cause instanceof Failure)
      throw refuse(failureStatus(result.error.cause.code), result.error.cause);
    if (result.ok && entries === 0 && (type === 'mutation' || readsPhi)) {
      throw new Error(`Procedure ${path} left no audit entry.`);
    }
    return result;
  });
}

/** Refuses to start with a procedure that has no rule. Called with the whole router at start. */
export function assertGuarded(appRouter: { _def: { procedures: Record<string, unknown> } }): void {
  for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
    const meta = (procedure as { _def?: { meta?: Partial<Meta> } })._def?.meta;
    if (!meta?.permission || !(meta.permission in permissions)) {
      throw new Error(`Procedure ${path} names no permission; add one in server/identity/permissions.ts.`);
    }
  }
}

const STATUS: Partial<Record<FailureCode, TRPCError['code']>> = {
  SIGN_IN_REQUIRED: 'UNAUTHORIZED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  REVISION_CONFLICT: 'CONFLICT',
  NAME_TAKEN: 'CONFLICT',
  CONTACT_CONFLICT: 'CONFLICT',
  IN_USE: 'CONFLICT',
  CASE_STEP_REFUSED: 'CONFLICT',
  NOT_HELD: 'CONFLICT',
  KEY_STATE: 'CONFLICT',
  SHARING_CHANGED: 'CONFLICT',
  DOUBT_OVER: 'CONFLICT',
  DOUBT_TOO_EARLY: 'CONFLICT',
  DOUBT_RESENT: 'CONFLICT',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
};

function refuse(code: TRPCError['code'], failure: Failure): TRPCError {
  return new TRPCError({ code, cause: failure, message: failure.message });
}

/** Turns any error into what may leave the server: a Failure from the table, or INTERNAL with a correlation id. */
function toFailure(error: TRPCError, ctx: Context | undefined): FailureShape {
  const cause = error.cause;
  if (cause instanceof Failure) return { code: cause.code, message: cause.message, details: cause.details };
  if (cause instanceof ZodError) {
    const issues = cause.issues.map((issue) => ({
      path: issue.path.join('.'),
      code: issue.code,
      message: issue.message,
    }));
    return { code: 'INVALID_INPUT', message: 'Some of what was given is not allowed.', details: { issues } };
  }
  if (error.code === 'NOT_FOUND') return { code: 'NOT_FOUND', message: 'There is no such procedure.', details: {} };
  const id = randomUUID();
  ctx?.log.error({ correlation: id, name: (cause ?? error).name, stack: framesOf(cause ?? error) }, 'internal error');
  return { code: 'INTERNAL', message: 'Something went wrong on our side.', details: { correlation: id } };
}

/** Stack frames without the message: driver messages can quote the row. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
}

/** HTTP status for a Failure thrown anywhere, shared with REST. */
export function failureStatus(code: FailureCode): TRPCError['code'] {
  return STATUS[code] ?? 'BAD_REQUEST';
}
