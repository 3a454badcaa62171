import * as fc from 'fast-check';
import { armor, enums, unarmor } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { armored } from '#mail/openpgp/armor.ts';

describe('the armor we write', () => {
  it('is what the library writes, checksum and all, for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 600 }), async (bytes) => {
        const ours = armored(bytes).toString('latin1');
        const theirs = armor(enums.armor.message, new Uint8Array(bytes), undefined, undefined, undefined, true);
        const bare = (text: string) => text.replaceAll(/\s/g, '');
        expect(bare(ours)).toBe(bare(theirs));
        const read = await unarmor(ours);
        expect(Buffer.from(read.data as Uint8Array).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });
});
