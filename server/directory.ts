import { accessSync, constants, mkdirSync } from 'node:fs';
import { StartError } from './cleanup.ts';

/** Makes the data directory, readable by its owner only. @throws StartError when that cannot be, or it cannot be written. */
export function checkDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new StartError(`The data directory ${directory} cannot be written. Set STEPWELL_DATA_DIR to one that can.`);
  }
}
