import { Failure } from '#core/failure.ts';

const UNIQUE_VIOLATION = '23505';

/** Runs a write on journeys; the one unique name among them turned down becomes Failure NAME_TAKEN. */
export async function refuseTakenName<T>(name: string, write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new Failure('NAME_TAKEN', { name });
    throw error;
  }
}

/** Drizzle wraps the driver's error, so the code is looked for along the causes. */
function isUniqueViolation(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if ('code' in one && one.code === UNIQUE_VIOLATION) return true;
  return false;
}
