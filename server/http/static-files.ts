import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Failure } from '#core/failure.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
/** Never answered with the page: these belong to the server. */
const served = /^\/(trpc|api|t|u|p|f|healthz|readyz|metrics)(\/|$)/;

/** The built web app; any other page address gives the page, which finds its own way. */
export async function registerStatic(app: FastifyInstance): Promise<void> {
  const built = existsSync(join(dist, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: dist,
      cacheControl: false,
      preCompressed: true,
      setHeaders(reply, path) {
        // Built files are named by their content, the page is not.
        const fixed = path.includes('/assets/');
        reply.header('cache-control', fixed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const wantsPage =
      (request.method === 'GET' || request.method === 'HEAD') && !served.test(path) && !/\.\w+$/.test(path);
    if (!wantsPage) throw new Failure('NOT_FOUND');
    if (!built) return reply.code(503).type('text/plain').send('The web app is not built. Run npm run build.\n');
    return reply.sendFile('index.html');
  });
}
