import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimitPluginOptions } from '@fastify/rate-limit';
import { findApiKey } from '#store/api-keys/find.ts';
import type { Services } from '../services.ts';
import { httpProblem, sendProblem } from './problem.ts';
import type { RestKey } from './route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    restKey: RestKey | null;
  }
}

/** Requests a minute per key; per process, in memory. */
export const perKey: RateLimitPluginOptions = {
  max: 1200,
  timeWindow: '1 minute',
  keyGenerator: (request) => request.restKey?.id ?? request.ip,
};

/** Wrong keys a minute per address before it is told to wait. */
const WRONG_KEYS = 30;

/** Finds the bearer key; answers 401 without one, 429 to an address that keeps guessing. */
export function authenticate(
  services: Services,
  limiter: (
    options: RateLimitPluginOptions,
  ) => (request: FastifyRequest) => Promise<{ isAllowed: boolean; isExceeded?: boolean }>,
) {
  const wrong = limiter({ max: WRONG_KEYS, timeWindow: '1 minute', keyGenerator: (request) => request.ip });
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const bearer = /^Bearer ([\x21-\x7e]{16,200})$/i.exec(request.headers.authorization ?? '')?.[1];
    const key = bearer ? await findApiKey(services.db.orm, services.seal, bearer) : null;
    if (key) {
      request.restKey = key;
      return undefined;
    }
    const counted = await wrong(request);
    return sendProblem(reply, httpProblem(counted.isExceeded ? 429 : 401));
  };
}
