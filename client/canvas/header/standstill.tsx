import { Alert, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { faultWords, pauseWords } from '../../ui/pause-words.ts';
import type { JourneyMeta } from '../room.tsx';
import { useGraph } from '../state/canvas-context.ts';
import { stepWords } from '../state/words.ts';

/** Why the engine paused the journey, where exactly the trouble is, and what to do. Nothing while people paused it, or it runs. */
export function Standstill({ meta: { state, pausedReason, pausedFault } }: { meta: JourneyMeta }) {
  const graph = useGraph((one) => one);
  if (state !== 'paused' || pausedReason === null) return null;
  return (
    <Alert color="orange" radius={0} py={8} icon={<IconPlayerPause size={18} />}>
      <Text size="sm">
        Paused by the engine: {pauseWords(pausedReason)} Everyone stays where they stand; nothing is lost.
        {pausedFault && (
          <>
            {' '}
            {pausedFault.step ? `“${stepWords(graph, pausedFault.step)}” of version ` : 'Version '}
            {pausedFault.version}: {faultWords(pausedFault.problem, pausedFault.at)}
          </>
        )}{' '}
        Mend the draft, publish it, then resume.
      </Text>
    </Alert>
  );
}
