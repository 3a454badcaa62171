import { Button, Group, Text } from '@mantine/core';
import { IconClock, IconPlayerSkipForward, IconPlayerTrackNext, IconRotate } from '@tabler/icons-react';
import type { TestRun } from './test-run-panel.tsx';

/** The virtual clock: where it stands, on to the next thing that happens, or to the end. */
export function TestClock({
  run,
  busy,
  onNext,
  onEnd,
  onAgain,
}: {
  run: TestRun;
  busy: boolean;
  onNext: () => void;
  onEnd: () => void;
  onAgain: () => void;
}) {
  const over = run.next === null;
  return (
    <div style={{ border: '1px solid var(--stepwell-line)', borderRadius: 8, padding: 10 }}>
      <Group gap={6} mb={8} wrap="nowrap">
        <IconClock size={17} aria-hidden />
        <Text size="sm" fw={650} component="output" aria-label="Virtual time">
          {new Date(run.now).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
        </Text>
        {over && (
          <Text size="xs" c="dimmed">
            nothing more happens
          </Text>
        )}
      </Group>
      <Group gap={6}>
        <Button
          size="xs"
          leftSection={<IconPlayerSkipForward size={14} />}
          disabled={over}
          loading={busy}
          onClick={onNext}
          title={run.next === null ? undefined : `To ${new Date(run.next).toLocaleString()}`}
        >
          Next
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerTrackNext size={14} />}
          disabled={over || busy}
          onClick={onEnd}
        >
          To the end
        </Button>
        <Button size="xs" variant="subtle" color="gray" leftSection={<IconRotate size={14} />} onClick={onAgain}>
          Again
        </Button>
      </Group>
    </div>
  );
}
