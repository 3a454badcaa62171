import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '#db/free-port.ts';
import { runCli } from '#test/support/process.ts';

const home = mkdtempSync(join(tmpdir(), 'stepwell-start-'));
const dataDir = join(home, 'data');
const postmaster = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A dead process nobody has read the exit of still answers signal 0; it does not count. */
const alive = (pid: number) =>
  execFileSync('ps', ['-eo', 'pid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.trim().startsWith(`${pid} `) && !/\sZ/.test(line));
const databasePid = () => Number(readFileSync(postmaster, 'utf8').split('\n')[0]);

describe('starting and stopping', { timeout: 120_000 }, () => {
  it('starts from nothing, says where it is, and stops all of it on a signal', async () => {
    const port = await freePort();
    const server = runCli(['serve'], { PORT: String(port), STEPWELL_DATA_DIR: dataDir });
    const said = await server.printed('compliance@stepwell.example');
    expect(said.split('\n')[0]).toBe(`Stepwell is ready at http://127.0.0.1:${port}`);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.json()).toEqual({ ok: true });
    const pid = databasePid();
    server.child.kill('SIGTERM');
    const { code, err } = await server.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(alive(pid)).toBe(false);
    expect(existsSync(postmaster)).toBe(false);
  });

  it('takes up the database a kill -9 left running, and a second start on the directory is refused', async () => {
    const port = await freePort();
    const env = { PORT: String(port), STEPWELL_DATA_DIR: dataDir };
    const killed = runCli(['serve'], env);
    await killed.printed('ready');
    const pid = databasePid();
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(alive(pid)).toBe(true);

    const again = runCli(['serve'], env);
    await again.printed('ready');
    expect(databasePid()).toBe(pid);

    const second = await runCli(['serve'], { PORT: String(await freePort()), STEPWELL_DATA_DIR: dataDir }).ended;
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/^The data directory \S+ is in use by another Stepwell\..*\n$/);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);

    const sameDatabase = await runCli(['audit:verify', '--json'], env).ended;
    expect(JSON.parse(sameDatabase.out)).toMatchObject({ ok: true });
    expect(alive(pid)).toBe(true);

    again.child.kill('SIGINT');
    expect((await again.ended).code).toBe(0);
    expect(alive(pid)).toBe(false);
  });

  it('starts although a lock file names a process number that now belongs to something else', async () => {
    // As after a restart of a container, where small numbers come again.
    writeFileSync(postmaster, `${process.pid}\n${join(dataDir, 'postgres', 'cluster')}\n1\n5432\n\n127.0.0.1\n`);
    const server = runCli(['serve'], { PORT: String(await freePort()), STEPWELL_DATA_DIR: dataDir });
    await server.printed('ready');
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, err: '' });
  });

  it('leaves nothing behind when it is called off while the database is being made', async () => {
    const fresh = join(home, 'called-off');
    const server = runCli(['serve'], { PORT: String(await freePort()), STEPWELL_DATA_DIR: fresh });
    while (!existsSync(join(fresh, 'postgres', 'password'))) await new Promise((next) => setTimeout(next, 20));
    server.child.kill('SIGINT');
    const { code, out } = await server.ended;
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(processesNaming(fresh)).toEqual([]);
    const server2 = runCli(['serve'], { PORT: String(await freePort()), STEPWELL_DATA_DIR: fresh });
    await server2.printed('ready');
    server2.child.kill('SIGINT');
    expect((await server2.ended).code).toBe(0);
  });

  it.runIf(process.getuid?.() === 0)('runs for an ordinary user too, and refuses another account’s data', async () => {
    const theirs = mkdtempSync(join(tmpdir(), 'stepwell-nobody-'));
    execFileSync('chown', ['65534:65534', theirs]);
    const env = { PORT: String(await freePort()), STEPWELL_DATA_DIR: theirs, HOME: theirs };
    const server = runCli(['serve'], env, { uid: 65_534, gid: 65_534 });
    await server.printed('ready');
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    const asRoot = await runCli(['serve'], { ...env, PORT: String(await freePort()) }).ended;
    expect(asRoot.code).toBe(1);
    expect(asRoot.err).toMatch(/belongs to another account \(uid 65534, not 0\)/);
    rmSync(theirs, { recursive: true, force: true });
  });
});

describe('a start that cannot work says why in one line, exits 1 and starts nothing', { timeout: 60_000 }, () => {
  const refused = async (env: Record<string, string>, line: RegExp, directory = join(home, 'never')) => {
    const { code, out, err } = await runCli(['serve'], {
      PORT: String(await freePort()),
      STEPWELL_DATA_DIR: directory,
      ...env,
    }).ended;
    expect(err).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(existsSync(join(directory, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
    return err;
  };

  it('for a port that is taken, before anything else', async () => {
    const other = createServer();
    const port = await new Promise<number>((done) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        done(typeof address === 'object' && address ? address.port : 0);
      });
    });
    await refused({ PORT: String(port) }, new RegExp(`^Port ${port} is taken\\.`));
    other.close();
    expect(existsSync(join(home, 'never'))).toBe(false);
  });

  it('for a DATABASE_URL where nothing answers, that is malformed, or whose database is missing', async () => {
    const nobody = await freePort();
    await refused({ DATABASE_URL: `postgres://u:secret@127.0.0.1:${nobody}/d` }, /^DATABASE_URL: .*nothing answers/);
    const malformed = await refused({ DATABASE_URL: 'mysql://u:secret@h/d' }, /DATABASE_URL/);
    expect(malformed).not.toContain('secret');
  });

  it('for a data directory that cannot be written', async () => {
    const file = join(home, 'a-file');
    writeFileSync(file, '');
    await refused({}, /^The data directory \S+ cannot be written\./, join(file, 'data'));
  });

  it('for a key file that is missing, malformed, or not the one the data was sealed with', async () => {
    await refused({ STEPWELL_KEY_FILE: join(home, 'none') }, /^The key file \S+ does not exist\./, dataDir);
    const wrong = join(home, 'wrong-key');
    writeFileSync(wrong, 'ab'.repeat(32));
    await refused(
      { STEPWELL_KEY_FILE: wrong },
      /^The key file \S+ is not the one this database was sealed with\./,
      dataDir,
    );
    writeFileSync(wrong, 'not a key');
    await refused({ STEPWELL_KEY_FILE: wrong }, /must hold 64 hexadecimal digits/, dataDir);
  });

  it('for demo defaults in production', async () => {
    const err = await refused({ NODE_ENV: 'production' }, /^NODE_ENV=production: /);
    for (const name of ['DATABASE_URL', 'STEPWELL_KEY_FILE', 'DELIVERY', 'PUBLIC_URL']) expect(err).toContain(name);
  });
});

function processesNaming(text: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes(text) && !line.includes('vitest'));
}
