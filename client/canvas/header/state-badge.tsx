import { useMemo } from 'react';
import { diffGraphs, isUnchanged } from '../../../server/core/graph/diff.ts';
import { Tag } from '../../ui/tag.tsx';
import type { JourneyMeta } from '../room.tsx';
import { useGraph } from '../state/canvas-context.ts';

const TONE = { draft: 'yellow', live: 'teal', paused: 'orange', ended: 'gray' } as const;

/** LIVE v12, PAUSED or DRAFT, and whether the draft has gone on since. */
export function StateBadge({ meta: { state, live } }: { meta: JourneyMeta }) {
  const graph = useGraph((one) => one);
  const edited = useMemo(
    () => live !== null && (live.graph === null || !isUnchanged(diffGraphs(live.graph, graph))),
    [live, graph],
  );
  return (
    <>
      <Tag tone={TONE[state]} caps>
        {state}
        {live ? ` v${live.version}` : ''}
      </Tag>
      {edited && (
        <Tag tone="yellow" caps title="The draft has changes that are not live yet.">
          draft v{(live?.version ?? 0) + 1}
        </Tag>
      )}
    </>
  );
}
