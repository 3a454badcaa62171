import { createServer } from 'node:net';
import { StartError } from '../cleanup.ts';

/** @throws StartError when we could not listen there; asked before anything is started. */
export async function checkPort(host: string, port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => fail(new StartError(portWords(error, host, port))));
    server.listen(port, host, () => server.close(() => done()));
  });
}

function portWords(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is taken. Stop what uses it, or set PORT to another.`;
  if (error.code === 'EACCES') return `Port ${port} may not be used by this account. Set PORT to one above 1023.`;
  return `Cannot listen on HOST ${host}, port ${port} (${error.code ?? 'unknown'}).`;
}
