/** A command: given what stands after its name, does it and answers the exit code. */
export type Command = (args: string[]) => Promise<number>;

/** A refusal in one line, for stderr. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
