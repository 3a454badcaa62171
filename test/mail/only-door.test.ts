import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sealed } from '#mail/method/sealed.ts';
import { send } from '#mail/session/send.ts';

const root = join(import.meta.dirname, '..', '..');
const sources = readdirSync(join(root, 'server'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));
const containing = (pattern: RegExp) =>
  sources.filter((path) => pattern.test(readFileSync(path, 'utf8'))).map((path) => relative(root, path));

describe('the way out', () => {
  it('is taken only by what a method sealed', () => {
    const makers = containing(/new Sealed\(/);
    expect(makers.length).toBeGreaterThan(3);
    expect(makers.filter((path) => !path.startsWith('server/mail/method/'))).toEqual([]);
  });

  it('opens a conversation in one place, and speaks a message on it in one other', () => {
    expect(containing(/\bWire\.open\(/)).toEqual(['server/mail/session/measure.ts']);
    expect(containing(/\bwireOf\b/).sort((a, b) => a.localeCompare(b))).toEqual([
      'server/mail/session/gate.ts',
      'server/mail/session/send.ts',
    ]);
    expect(containing(/from 'nodemailer|node:smtp|\bsendmail\b/)).toEqual([]);
  });

  it('refuses a look-alike that no method made', async () => {
    const real = {
      method: 'tls',
      floor: 'T1',
      bytes: Buffer.from('x'),
      envelope: { returnPath: 'a@b.example', recipient: 'c@d.example' },
    };
    const session = { assurance: 'T4', offers: new Set() };
    // @ts-expect-error neither is the real thing: that the compiler says so is what is tested
    await expect(send(session, real, async () => {})).rejects.toThrow('needs T1');
  });

  it('never seals for a connection without encryption', () => {
    const record = { dkim: [], algorithm: null, fingerprint: null };
    const envelope = { returnPath: 'a@b.example', recipient: 'c@d.example' };
    expect(() => new Sealed({ method: 'tls', floor: 'T0', bytes: Buffer.from('x'), envelope, record })).toThrow(
      'plain connection',
    );
  });
});
