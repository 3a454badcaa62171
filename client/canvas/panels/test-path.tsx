import { Text, Timeline, UnstyledButton } from '@mantine/core';
import { outletsFrom } from '../../../server/core/graph/traverse.ts';
import { reasonWords } from '../../results/figures.ts';
import { viewOf } from '../../steps/registry.tsx';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { TestEmail } from './test-email.tsx';
import type { TestRun, TestStop } from './test-run-panel.tsx';

/** The stops of the path, the last one where the contact stands now. */
export function TestPath({ run }: { run: TestRun }) {
  const { view } = useCanvas();
  const last = run.path.at(-1);
  if (!last)
    return (
      <Text size="sm" c="dimmed">
        They leave before the first step: an exit criterion is met already, or the trigger leads nowhere.
      </Text>
    );
  return (
    <Timeline active={run.path.length} bulletSize={26} lineWidth={2} aria-label="The path taken">
      {run.path.map((stop) => {
        const look = viewOf(stop.type);
        return (
          <Timeline.Item
            key={`${stop.step}#${stop.visit}`}
            bullet={look ? <look.Icon size={14} /> : undefined}
            title={
              <UnstyledButton onClick={() => view.select(stop.step)}>
                <Text size="sm" fw={600}>
                  {stop.name}
                  {stop.visit > 1 ? ` (${stop.visit})` : ''}
                </Text>
              </UnstyledButton>
            }
          >
            <Text size="xs" c="dimmed">
              {when(stop.enteredAt)}
              {stop.leftAt !== null && stop.leftAt > stop.enteredAt ? ` – ${when(stop.leftAt)}` : ''}
            </Text>
            {stop.email && <TestEmail email={stop.email} />}
            <Way stop={stop} />
            {stop.leftAt === null && (
              <Text size="xs" fw={600}>
                {stop.until === null ? 'Stands here' : `Stands here, at most until ${when(stop.until)}`}
              </Text>
            )}
          </Timeline.Item>
        );
      })}
      {last.exitReason && (
        <Timeline.Item title="Out of the journey">
          <Text size="xs" c="dimmed">
            {reasonWords(last.exitReason)}
          </Text>
        </Timeline.Item>
      )}
    </Timeline>
  );
}

const when = (ms: number) => new Date(ms).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Which of several ways on was taken. */
function Way({ stop: { step, outlet } }: { stop: TestStop }) {
  const label = useGraph((graph) => {
    const outlets = outletsFrom(graph, step);
    return outlets.length > 1 ? outlets.find((one) => one.id === outlet)?.label : undefined;
  });
  return label === undefined ? null : (
    <Text size="xs" fw={600}>
      → {label}
    </Text>
  );
}
