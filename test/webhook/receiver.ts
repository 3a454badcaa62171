import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Bytes of answer. */
  bytes?: number;
  /** Never answers. */
  silent?: boolean;
}

/** Another system that takes webhooks over real HTTP, keeps what it got and answers as told. */
export async function receiver(
  answer: (got: Received, before: number) => Reply | Promise<Reply> = () => ({ status: 204 }),
) {
  const got: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body };
      const before = got.length;
      got.push(one);
      void (async () => {
        const { status, headers = {}, bytes = 0, silent } = await answer(one, before);
        if (silent) return;
        response.writeHead(status, headers);
        response.end(Buffer.alloc(bytes, 'x'));
      })();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { got, url: `http://127.0.0.1:${port}/hook`, port };
}
