import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { envelope } from '../support.ts';

/** A place for files other programs read, gone with the tests. */
function folder(name: string): (file: string) => string {
  const directory = mkdtempSync(join(tmpdir(), `stepwell-${name}-`));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return (file) => join(directory, file);
}

export interface OpensslRecipient {
  name: string;
  /** PEM files. */
  certificate: string;
  key: string;
  der: Buffer;
}

/** The command-line OpenSSL: makes certificates, opens and checks what we made. */
export function openssl() {
  const at = folder('openssl');
  let made = 0;
  const run = (...args: string[]) => execFileSync('openssl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  return {
    at,
    /** @param more further lines of the certificate's extensions. */
    recipient(name: string, newKey: string[], more: string[] = []): OpensslRecipient {
      const base = `${name}-${made++}`;
      const config = at(`${base}.cnf`);
      writeFileSync(
        config,
        [
          '[req]',
          'distinguished_name = dn',
          'x509_extensions = v3',
          'prompt = no',
          'utf8 = yes',
          '[dn]',
          'O = Zażółć gęślą',
          `CN = ${name}`,
          '[v3]',
          'basicConstraints = critical,CA:FALSE',
          `subjectAltName = email:${envelope.recipient}`,
          ...more,
        ].join('\n'),
      );
      const files = { certificate: at(`${base}.pem`), key: at(`${base}.key`) };
      run('req', '-x509', '-nodes', ...newKey, '-keyout', files.key, '-out', files.certificate, '-config', config);
      const der = run('x509', '-in', files.certificate, '-outform', 'DER');
      return { name, ...files, der };
    },
    decrypt(mail: Buffer, { certificate, key }: OpensslRecipient): Buffer {
      writeFileSync(at('mail.eml'), mail);
      return run('cms', '-decrypt', '-in', at('mail.eml'), '-recip', certificate, '-inkey', key);
    },
    /** What was signed, when the signature is good and its certificate is this one. @throws otherwise. */
    verify(entity: Buffer, certificate: string): Buffer {
      writeFileSync(at('signed.eml'), entity);
      writeFileSync(at('signer.pem'), certificate);
      run('cms', '-verify', '-in', at('signed.eml'), '-CAfile', at('signer.pem'), '-out', at('content'));
      return readFileSync(at('content'));
    },
    print(mail: Buffer): string {
      writeFileSync(at('mail.eml'), mail);
      return run('cms', '-cmsout', '-print', '-in', at('mail.eml')).toString();
    },
    run,
  };
}

/** A GnuPG with a home of its own. */
export function gnupg() {
  const at = folder('gnupg');
  const status = at('status');
  const run = (args: string[], input?: string | Buffer) =>
    execFileSync('gpg', ['--homedir', at(''), '--batch', '--quiet', '--no-tty', '--trust-model', 'always', ...args], {
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  afterAll(() => execFileSync('gpgconf', ['--homedir', at(''), '--kill', 'all']));
  return {
    run,
    at,
    /** The plain bytes, and GnuPG's status lines, in which it says whether the signature is good. */
    open(message: Buffer | string): { plain: Buffer; status: string } {
      const plain = run(['--status-file', status, '--decrypt'], message);
      return { plain, status: readFileSync(status, 'utf8') };
    },
  };
}
