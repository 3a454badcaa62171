import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Holder of the key-encryption key. The file provider is for a demo or a single machine; a KMS or Vault provider
 * implements the same two calls and never lets the key out.
 */
export interface KeyProvider {
  wrap(plain: Uint8Array, context: string): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array, context: string): Promise<Uint8Array>;
}

/**
 * A 32-byte key in a file, as 64 hexadecimal digits. `create` makes it, readable by its owner only, when missing.
 * @throws Error with one clear line when the file is missing, unreadable or does not hold such a key.
 */
export function fileKeyProvider(path: string, create: boolean): KeyProvider {
  if (!existsSync(path)) {
    if (!create)
      throw new Error(
        `The key file ${path} does not exist. Restore it from where you keep keys, or set STEPWELL_KEY_FILE.`,
      );
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new Error(
      `The key file ${path} must hold 64 hexadecimal digits (32 bytes); it holds ${text.length} characters of something else.`,
    );
  }
  const key = Buffer.from(text, 'hex');
  return {
    async wrap(plain, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    async unwrap(wrapped, context) {
      try {
        const bytes = Buffer.from(wrapped);
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(context));
        decipher.setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
      } catch {
        throw new Error(
          `The key file ${path} is not the one this database was sealed with. Point STEPWELL_KEY_FILE at the right one.`,
        );
      }
    },
  };
}
