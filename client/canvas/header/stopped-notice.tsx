import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { stoppedWords } from '../../../server/core/watch/words.ts';

/** Stepwell itself paused this journey: why, and that only a person lets it go on. */
export function StoppedNotice({ reason }: { reason: string }) {
  return (
    <Alert color="red" variant="light" radius={0} py={6} icon={<IconAlertTriangle size={18} />}>
      Stopped by Stepwell. {stoppedWords(reason)} Everyone stays where they stand until someone resumes it
      {reason === 'BREAKER_OPEN' ? '; it then goes on without the contacts it was stopped for.' : '.'}
    </Alert>
  );
}
