import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey } from 'openpgp';
import { afterAll } from 'vitest';
import type { Services } from '#api/services.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';

export const DAY = 86_400_000;

export interface Owner {
  lane: number;
  id: string;
  email: string;
}

let people = 0;

/** A contact with an address of their own. */
export async function contactOf({ db, seal, newId }: Services, email?: string): Promise<Owner> {
  const address = email ?? `key.owner${people++}@one.example`;
  const [made] = await upsertContacts({ sql: db.sql, seal, newId }, [{ attributes: { email: address } }]);
  if (!made || !('id' in made)) throw new Error('no contact');
  return { lane: made.lane, id: made.id, email: address };
}

type PgpOptions = Partial<Omit<Parameters<typeof generateKey>[0], 'format'>>;

/** A key pair as OpenPGP.js makes it, armored; of yesterday, unless told. */
export async function pgpKey(
  email: string,
  options: PgpOptions = {},
): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ email }],
    date: new Date(Date.now() - DAY),
    ...options,
    format: 'armored',
  });
  return { publicKey, privateKey };
}

/** OpenSSL and GnuPG as people have them, in a folder of this test file's own. */
export function tools() {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-keys-'));
  const home = mkdtempSync(join(directory, 'gnupg-'));
  afterAll(() => {
    try {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'pipe' });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
  let files = 0;
  const path = (extension: string) => join(directory, `${files++}.${extension}`);
  const openssl = (args: string[], input?: string | Uint8Array) =>
    execFileSync('openssl', args, { stdio: ['pipe', 'pipe', 'pipe'], input: input ?? '' });
  const gpg = (args: string[], input?: string | Uint8Array) =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--yes', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      input: input ?? '',
    });
  /** A self-signed certificate, and its key, in PEM. */
  const certificate = (
    san: string | null,
    options: {
      key?: string[];
      usage?: string | null;
      ca?: boolean;
      subject?: string;
      days?: number;
      more?: string[];
    } = {},
  ) => {
    const { key = ['rsa:2048'], usage = 'keyEncipherment', ca = false, subject = '/CN=Someone', days = 30 } = options;
    const keyFile = path('key');
    const out = path('pem');
    const extensions = [
      ...(san === null ? [] : [`subjectAltName=email:${san}`]),
      `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`,
      ...(usage === null ? [] : [`keyUsage=${usage}`]),
      ...(options.more ?? []),
    ].flatMap((one) => ['-addext', one]);
    const [newkey, ...params] = key;
    const args = ['req', '-x509', '-newkey', newkey!, ...params.flatMap((one) => ['-pkeyopt', one]), '-nodes'];
    openssl([...args, '-keyout', keyFile, '-out', out, '-subj', subject, '-days', String(days), ...extensions]);
    return { pem: readFileSync(out, 'utf8'), file: out, keyFile, key: readFileSync(keyFile, 'utf8') };
  };
  const write = (bytes: string | Uint8Array, extension: string) => {
    const file = path(extension);
    writeFileSync(file, bytes);
    return file;
  };
  return { openssl, gpg, certificate, write, path, home };
}
