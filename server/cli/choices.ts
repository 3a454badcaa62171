import { type Choices, choicesSchema } from '#core/graph/version-plan.ts';
import { readJson } from './arguments.ts';
import { CommandError } from './command.ts';

/**
 * Choices from a JSON file: `{ "old-wait": { "kind": "move", "to": "reminder" } }`; none without a file.
 * @throws CommandError in one line, naming the step and what is allowed.
 */
export function readChoices(path: string | undefined): Choices {
  if (path === undefined) return {};
  const parsed = choicesSchema.safeParse(readJson(path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CommandError(
    `${path} cannot be used${issue ? `: ${issue.path.join('.') || 'the file'}: ${issue.message}` : ''}. ` +
      'By step id: {"kind":"move","to":STEP,"again":true|false}, {"kind":"skip","outlet":OUTLET}, {"kind":"exit"} or {"kind":"begin"}.',
  );
}
