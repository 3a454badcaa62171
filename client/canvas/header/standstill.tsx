import { Alert, Anchor, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import { faultWords, pauseWords } from '../../ui/pause-words.ts';
import type { JourneyMeta } from '../room.tsx';
import { useGraph } from '../state/canvas-context.ts';
import { stepWords } from '../state/words.ts';

/**
 * The one notice of a journey that stands still: who stopped it and why, where exactly the trouble is, what becomes of the
 * people in it, and what to do. The alert the operations page keeps of it is a click away. Nothing while it runs.
 */
export function Standstill({ meta: { state, pausedReason, pausedFault } }: { meta: JourneyMeta }) {
  const graph = useGraph((one) => one);
  const mayWatch = useMay('operations.read');
  if (state !== 'paused') return null;
  const byEngine = pausedReason !== null;
  return (
    <Alert
      color="orange"
      radius={0}
      py={8}
      icon={<IconPlayerPause size={18} />}
      aria-live="polite"
      data-standstill={pausedReason ?? 'person'}
    >
      <Text size="sm">
        <b>Paused.</b> {pauseWords(pausedReason)}
        {pausedFault && (
          <>
            {' '}
            {pausedFault.step ? `“${stepWords(graph, pausedFault.step)}” of version ` : 'Version '}
            {pausedFault.version}: {faultWords(pausedFault.problem, pausedFault.at)}
          </>
        )}{' '}
        Everyone stays where they stand; nothing is lost. {todo(pausedReason)}
        {byEngine && mayWatch && (
          <>
            {' '}
            <Anchor size="sm" fw={600} renderRoot={(props) => <Link {...props} to="/operations" />}>
              See operations
            </Anchor>
          </>
        )}
      </Text>
    </Alert>
  );
}

function todo(reason: string | null): string {
  switch (reason) {
    case null:
      return 'Resume it under “More” when they are to go on.';
    case 'BREAKER_OPEN':
      return 'Find out why, then resume it under “More”: it goes on without the contacts it was stopped for.';
    case 'SEGMENT_INVALID':
    case 'ATTRIBUTE_INVALID':
      return 'Bring back what is missing, or mend the draft and publish it; then resume it under “More”.';
    default:
      return 'Mend the draft, publish it, then resume it under “More”.';
  }
}
