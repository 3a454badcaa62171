import type { FastifyRequest } from 'fastify';

/** A post from another site's page; browsers say so, by one header or the other. */
export function foreign(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== 'null' && hostOf(origin) !== host) return true;
  const site = request.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
