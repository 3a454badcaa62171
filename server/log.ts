import { type Logger, pino, stdSerializers } from 'pino';

/** Keys whose values never reach a log, wherever they stand in an entry. */
const secret = ['password', 'token', 'authorization', 'cookie', 'email', 'address', 'body', 'html', 'text', 'subject'];

/** JSON lines on stderr. Entries carry ids and counts; what slips in under a telling name is removed. */
export function openLog(level: string): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: secret.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      serializers: { err: errorWithoutMessage },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** Name, code and frames: a driver's message can quote the row it failed on. */
export function errorWithoutMessage(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const full = stdSerializers.err(error);
  return {
    name: error.name,
    code: 'code' in error && typeof error.code === 'string' ? error.code : undefined,
    frames: (full.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 8)
      .map((line) => line.trim()),
  };
}
