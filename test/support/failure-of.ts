import { Failure } from '#core/failure.ts';

/** The refusal a promise ends with, also when tRPC wrapped it; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    for (let one: unknown = error; one instanceof Error; one = one.cause) if (one instanceof Failure) return one;
    throw error;
  }
  throw new Error('It was not refused.');
}
