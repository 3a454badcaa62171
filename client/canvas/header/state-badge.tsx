import { Badge, Tooltip } from '@mantine/core';
import { useMemo } from 'react';
import { diffGraphs, isUnchanged } from '../../../server/core/graph/diff.ts';
import type { JourneyMeta } from '../room.tsx';
import { useGraph } from '../state/canvas-context.ts';

const COLOR = { draft: 'yellow', live: 'teal', paused: 'orange', ended: 'gray' } as const;

/** LIVE v12, PAUSED or DRAFT, and whether the draft has gone on since. */
export function StateBadge({ meta: { state, live } }: { meta: JourneyMeta }) {
  const graph = useGraph((one) => one);
  const edited = useMemo(() => live !== null && !isUnchanged(diffGraphs(live.graph, graph)), [live, graph]);
  return (
    <>
      <Badge variant="light" color={COLOR[state]} autoContrast style={{ flex: 'none' }}>
        {state}
        {live ? ` v${live.version}` : ''}
      </Badge>
      {edited && (
        <Tooltip label="The draft has changes that are not live yet.">
          <Badge variant="light" color="yellow" style={{ flex: 'none' }}>
            draft v{(live?.version ?? 0) + 1}
          </Badge>
        </Tooltip>
      )}
    </>
  );
}
