import { notifications } from '@mantine/notifications';
import { failureOf } from '../api/trpc.ts';
import { failureWords } from './failure-words.ts';

export function notifyDone(message: string): void {
  notifications.show({ message, color: 'teal', autoClose: 4000 });
}

/** Says what went wrong and what to do; never swallows. */
export function notifyFailed(error: unknown): void {
  const failure = failureOf(error);
  notifications.show({
    title: 'That did not work',
    message: failure ? failureWords(failure) : 'The server cannot be reached. Check the connection and try again.',
    color: 'red',
    autoClose: 8000,
  });
}
