import type { FastifyInstance } from 'fastify';

export interface Seen {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** A browser as far as our pages need one: keeps the cookie, posts forms, does not follow redirects by itself. */
export function browser(app: FastifyInstance) {
  let cookie = '';
  const ask = async (
    method: 'GET' | 'POST' | 'HEAD',
    url: string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Seen> => {
    const answer = await app.inject({
      method,
      url: url.replace(/^https?:\/\/[^/]+/, ''),
      headers: {
        host: '127.0.0.1:4600',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(cookie ? { cookie } : {}),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
        ...headers,
      },
      ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
    });
    const set = answer.headers['set-cookie'];
    if (typeof set === 'string') cookie = set.split(';')[0]!;
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  };
  return {
    get: (url: string, headers?: Record<string, string>) => ask('GET', url, undefined, headers),
    head: (url: string) => ask('HEAD', url),
    post: (url: string, form: Record<string, string> = {}, headers?: Record<string, string>) =>
      ask('POST', url, form, headers),
    forget: () => (cookie = ''),
  };
}
