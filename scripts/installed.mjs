// Runs on whatever Node the machine has: installs what is missing, then hands over to the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.stepwell-lock');
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/**
 * What our own programs give Node before the file to run. V8 would let the young generation grow to several times what
 * a batch of the walk needs, and never gives its pages back.
 */
export const nodeOptions = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=8',
  '--import',
  new URL('quick-imports.mjs', import.meta.url).href,
];

/** Installs exactly what the lockfile says, once per lockfile. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(`Stepwell needs Node 20.19 or newer to install itself; this is ${process.version}.\n`);
    process.exit(1);
  }
  process.stderr.write('Installing what Stepwell needs (once, about two minutes) …\n');
  const done = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  writeFileSync(stamp, lock);
}

/** Runs the pinned Node with `args`; signals go to it, its exit code becomes ours. */
export function run(args, env = {}) {
  return new Promise((done) => {
    const child = spawn(node, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}`, ...env },
    });
    const pass = (signal) => child.kill(signal);
    // Ctrl-C reaches the child by itself (same terminal); a signal sent to us alone must be passed on.
    process.on('SIGTERM', pass);
    process.on('SIGINT', () => {});
    process.on('SIGHUP', pass);
    child.on('exit', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}

export const bin = (name) => join(root, 'node_modules', '.bin', name);
/** Where an npm package keeps the script its command starts. */
export function script(packageName, name = packageName) {
  const manifest = JSON.parse(readFileSync(join(root, 'node_modules', packageName, 'package.json'), 'utf8'));
  return join(root, 'node_modules', packageName, typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[name]);
}
