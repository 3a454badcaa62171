import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDirectory } from '#server/directory.ts';

describe('the data directory', () => {
  it.runIf(process.platform === 'linux')(
    'is refused at once where nothing can be made, instead of trying for ever',
    () => {
      expect(() => checkDirectory('/proc/nope/deeper')).toThrow('cannot be written');
    },
  );

  it('is made with its parents, for its owner only', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'stepwell-dir-')), 'a', 'b');
    checkDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });
});
