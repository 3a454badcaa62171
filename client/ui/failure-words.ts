import { failures } from '../../server/core/failure.ts';
import type { ClientFailure } from '../api/trpc.ts';

/** A refusal in words: the table's sentence, and where it helps, what exactly. */
export function failureWords(failure: ClientFailure): string {
  if (failure.code === 'INTERNAL')
    return `${failure.message} If it happens again, tell support this number: ${String(failure.details['correlation'])}.`;
  const sentence =
    failure.message || (failure.code in failures ? failures[failure.code as keyof typeof failures] : 'It was refused.');
  const issues = failure.details['issues'];
  if (Array.isArray(issues) && issues.length > 0) {
    const first = issues[0] as { path?: string; message?: string };
    return `${sentence} ${first.path ?? ''}: ${first.message ?? ''}`;
  }
  return sentence;
}
