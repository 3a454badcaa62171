import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { ZodError, z } from 'zod';
import { Failure, type FailureCode } from '#core/failure.ts';
import type { Services } from '../services.ts';

/** RFC 9457, plus our code and what it concerns. Never a value that was given. */
export const problemSchema = z.object({
  type: z.string().describe('A stable URN, one per code'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
    .optional()
    .describe('What was not allowed, by path; values are never repeated'),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const STATUS: Partial<Record<FailureCode, number>> = {
  SIGN_IN_REQUIRED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  REVISION_CONFLICT: 409,
  NAME_TAKEN: 409,
  CONTACT_CONFLICT: 409,
  IN_USE: 409,
  CASE_STEP_REFUSED: 409,
  IDEMPOTENCY_MISMATCH: 409,
  IDEMPOTENCY_RUNNING: 409,
  JOURNEY_NOT_RUNNING: 409,
  JOURNEY_NOT_PUBLISHED: 409,
  JOURNEY_HAS_ERRORS: 422,
  JOURNEY_WARNINGS_UNACKNOWLEDGED: 422,
  PLAN_CHOICE_NEEDED: 422,
  PLAN_CHOICE_INVALID: 422,
  JOURNEY_FILE_INVALID: 422,
  SEGMENT_INVALID: 422,
  FORM_INVALID: 422,
  TEMPLATE_INVALID: 422,
  ATTRIBUTE_INVALID: 422,
  IMPORT_UNREADABLE: 422,
  KEY_UNUSABLE: 422,
  SENDER_UNVERIFIED: 422,
  LOCKED_OUT: 429,
  RATE_LIMITED: 429,
};

/** HTTP-level refusals that are not in the failure table: Fastify's own and the routing's. */
const HTTP: Record<number, [code: string, title: string]> = {
  400: ['INVALID_INPUT', 'The request cannot be read.'],
  401: ['KEY_REQUIRED', 'A valid API key is required: Authorization: Bearer KEY.'],
  404: ['NO_SUCH_ROUTE', 'There is no such route. See /api/v1/openapi.json.'],
  413: ['BODY_TOO_LARGE', 'The request body is larger than this route takes.'],
  415: ['MEDIA_TYPE', 'This route does not take this content type.'],
  429: ['RATE_LIMITED', 'Too many requests. Try again later.'],
};

export function httpProblem(status: number, detail?: string): Problem {
  const [code, title] = HTTP[status] ?? ['INVALID_INPUT', 'The request cannot be taken.'];
  return { type: urn(code), title, status, code, ...(detail ? { detail } : {}) };
}

/** Any error as a problem. What is neither a Failure, a zod error nor Fastify's own is logged and answered as INTERNAL. */
export function toProblem(error: unknown, services: Services): Problem {
  if (error instanceof Failure) {
    const { issues, ...details } = error.details;
    return {
      type: urn(error.code),
      title: error.message,
      status: STATUS[error.code] ?? 400,
      code: error.code,
      ...(Array.isArray(issues) ? { errors: issues as NonNullable<Problem['errors']> } : {}),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    };
  }
  if (error instanceof ZodError) return toProblem(invalidInput(error, ''), services);
  const status = statusOf(error);
  if (status !== null && status < 500) return httpProblem(status);
  const correlation = randomUUID();
  const { name, stack } = error instanceof Error ? error : new Error('not an error');
  services.log.error({ correlation, name, stack: framesOf(stack) }, 'internal error');
  return {
    type: urn('INTERNAL'),
    title: 'Something went wrong on our side.',
    status: 500,
    code: 'INTERNAL',
    details: { correlation },
  };
}

/** INVALID_INPUT from a zod error, its paths below `at` (params, query, body). */
export function invalidInput(error: ZodError, at: string): Failure {
  const issues = error.issues.map((issue) => ({
    path: [at, ...issue.path].filter((part) => part !== '').join('.'),
    code: issue.code,
    message: issue.message,
  }));
  return new Failure('INVALID_INPUT', { issues });
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="stepwell"');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function urn(code: string): string {
  return `urn:stepwell:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** Stack frames without the message: driver messages can quote the row. */
function framesOf(stack: string | undefined): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, 8)
    .map((line) => line.trim());
}
