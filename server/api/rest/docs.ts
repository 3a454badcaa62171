import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    swagger(): Record<string, unknown>;
  }
}

/** Nothing from another host; the page's own styles are inline. */
const CSP = {
  'default-src': "'self'",
  'base-uri': "'self'",
  'frame-ancestors': "'none'",
  'img-src': ["'self'", 'data:'],
  'object-src': "'none'",
  'script-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
};

/** The page at /api/docs, its assets served from here. */
export async function registerDocs(app: FastifyInstance, document: Record<string, unknown>): Promise<void> {
  await app.register(async (docs) => {
    await docs.register(ourDocument(document));
    await docs.register(swaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: Object.fromEntries(
        Object.entries(CSP).map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : value]),
      ),
      uiConfig: { docExpansion: 'list', deepLinking: true, validatorUrl: null },
      theme: { title: 'Stepwell API' },
    });
  });
}

/** The page asks the plugin of this name for the document; ours comes from the routes' schemas, not from Fastify's. */
function ourDocument(document: Record<string, unknown>) {
  const plugin = async (app: FastifyInstance) => {
    app.decorate('swagger', () => document);
  };
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@fastify/swagger',
    [Symbol.for('plugin-meta')]: { name: '@fastify/swagger' },
  });
}
