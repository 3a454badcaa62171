import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartError } from './cleanup.ts';

/** Makes the data directory, readable by its owner only. @throws StartError when that cannot be, or it cannot be written. */
export function checkDirectory(directory: string): void {
  try {
    make(resolve(directory));
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new StartError(`The data directory ${directory} cannot be written. Set STEPWELL_DATA_DIR to one that can.`);
  }
}

/** Level by level: Node's own `recursive` never comes back where a file system, such as /proc, answers ENOENT to a mkdir. */
function make(path: string): void {
  if (existsSync(path)) return;
  make(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
