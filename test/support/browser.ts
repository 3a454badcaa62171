import type { FastifyInstance } from 'fastify';

export interface Seen {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

/** A file for a form, as a browser would send it. */
export interface Upload {
  name: string;
  type: string;
  bytes: Uint8Array | string;
}

/** A browser as far as our pages need one: keeps cookies, posts forms, does not follow redirects by itself. */
export function browser(app: FastifyInstance, { ip = '127.0.0.1' }: { ip?: string } = {}) {
  const jar = new Map<string, string>();
  const ask = async (
    method: 'GET' | 'POST' | 'HEAD',
    url: string,
    body?: { type: string; payload: string | Buffer },
    headers: Record<string, string> = {},
  ): Promise<Seen> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.inject({
      method,
      url: url.replace(/^https?:\/\/[^/]+/, ''),
      remoteAddress: ip,
      headers: {
        host: '127.0.0.1:4600',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        ...(cookie ? { cookie } : {}),
        ...(body ? { 'content-type': body.type } : {}),
        ...headers,
      },
      ...(body ? { payload: body.payload } : {}),
    });
    for (const one of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(one)!;
      if (/max-age=0/i.test(one)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return { status: answer.statusCode, headers: answer.headers, body: answer.body };
  };
  return {
    get: (url: string, headers?: Record<string, string>) => ask('GET', url, undefined, headers),
    head: (url: string) => ask('HEAD', url),
    post: (url: string, form: Record<string, string> = {}, headers?: Record<string, string>) =>
      ask(
        'POST',
        url,
        { type: 'application/x-www-form-urlencoded', payload: new URLSearchParams(form).toString() },
        headers,
      ),
    /** Posts a form with files, as `multipart/form-data`. */
    async upload(
      url: string,
      form: Record<string, string>,
      files: readonly Upload[],
      headers?: Record<string, string>,
    ) {
      const data = new FormData();
      for (const [name, value] of Object.entries(form)) data.set(name, value);
      for (const { name, type, bytes } of files)
        data.append('files', new Blob([typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)], { type }), name);
      const made = new Response(data);
      const payload = Buffer.from(await made.arrayBuffer());
      return ask('POST', url, { type: made.headers.get('content-type')!, payload }, headers);
    },
    forget: () => jar.clear(),
    /** The cookies, to be given to another browser: what a thief would have. */
    cookies: jar,
  };
}
