import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Stopped, openCleanup } from '../cleanup.ts';
import { readEnv } from '../env.ts';
import { checkDirectory } from '../directory.ts';
import { openLog } from '../log.ts';
import { checkPort } from '../http/port.ts';
import type { Ready } from '../main.ts';
import { isDriverFault } from '#store/driver-fault.ts';
import { CommandError } from './command.ts';

const roleOption = z.enum(['web', 'worker', 'both']);

/** serve [--role web|worker|both]: runs until SIGINT, SIGTERM or SIGHUP, then stops everything it started. */
export async function serve(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { role: { type: 'string', default: 'both' } } });
  const role = roleOption.safeParse(values.role);
  if (!role.success) throw new CommandError('--role must be web, worker or both.');
  const env = readEnv(process.env);
  const log = openLog(env.logLevel);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const cleanup = openCleanup(stop.signal, log);
  // What nobody caught leaves the process in an unknown state: it stops in order, and whoever runs it starts it again.
  // Node's own report would print the message, which can quote a row.
  let code = 0;
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (err: unknown) => {
      if (isDriverFault(err)) {
        log.debug('the driver wrote to a connection that was gone');
        return;
      }
      log.fatal({ err }, 'uncaught');
      code = 1;
      stop.abort();
    });
  }
  try {
    if (role.data !== 'worker') await checkPort(env.host, env.port);
    checkDirectory(env.dataDir);
    // Loaded only now: a start that cannot work should say so at once.
    const { start } = await import('../main.ts');
    const ready = await start(env, role.data, log, cleanup);
    process.stdout.write(greeting(ready));
    await new Promise<void>((done) => {
      if (stop.signal.aborted) done();
      else stop.signal.addEventListener('abort', () => done(), { once: true });
    });
  } catch (error) {
    // A Ctrl-C may also surface as the failure of what was just being started.
    await new Promise((next) => setImmediate(next));
    if (!(error instanceof Stopped) && !stop.signal.aborted) throw error;
  } finally {
    await cleanup.run();
  }
  return code;
}

function greeting({ url, signIns }: Ready): string {
  const lines = [`Stepwell is ready at ${url}`];
  if (signIns[0]) {
    lines.push(`Demo sign-ins, all with the password ${signIns[0].password}`);
    for (const one of signIns) lines.push(`  ${one.email.padEnd(32)}${one.role}`);
  }
  return `${lines.join('\n')}\n`;
}
