import { Failure } from '#core/failure.ts';

const UNIQUE_VIOLATION = '23505';

/** Runs a write whose only unique column is a name people chose; a name in use becomes Failure NAME_TAKEN. */
export async function uniqueName<T>(name: string, write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    // Drizzle wraps the driver's error, so the code is looked for along the causes.
    for (let one: unknown = error; one instanceof Error; one = one.cause)
      if ('code' in one && one.code === UNIQUE_VIOLATION) throw new Failure('NAME_TAKEN', { name });
    throw error;
  }
}
