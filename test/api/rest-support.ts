import { fastify } from 'fastify';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { registerRest } from '#api/rest/register.ts';
import { type Scope, scopes } from '#core/scopes.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { testServices } from '#test/support/services.ts';

/** What a test looks into. */
interface Answer {
  [name: string]: unknown;
}

/** A REST API over a database of this file's own, with the ready-made attributes and a key that may do everything. */
export async function restApp() {
  const services = await testServices();
  await defineAttributes(services.db.orm, readyAttributes);
  const app = fastify();
  await registerRest(app, services);
  const key = async (may: readonly Scope[]): Promise<string> => {
    const id = services.newId();
    const secret = `sw_${id.replaceAll('-', '')}`;
    await createApiKey(services.db.orm, services.seal, { id, name: 'test', scopes: may, secret });
    return secret;
  };
  const all = await key(scopes);
  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const csv = typeof body === 'string';
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${all}`,
        ...(body === undefined ? {} : { 'content-type': csv ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: csv ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json<Answer>() };
  };
  return { services, app, call, key };
}
