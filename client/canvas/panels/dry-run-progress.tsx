import { Button, Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeFilter } from '../../../server/core/segment/describe.ts';
import { wholeNumber } from '../../results/figures.ts';
import { type DryRun, isOn } from './dry-run.ts';

const WORDS: Readonly<Record<DryRun['state'], string>> = {
  waiting: 'About to begin',
  running: 'Walking…',
  done: 'Walked',
  failed: 'Could not go on',
  cancelled: 'Stopped',
};

/** One dry run: how far it is, and its counts when it is opened. */
export function DryRunProgress({
  run,
  open,
  onOpen,
  onStop,
  children,
}: {
  run: DryRun;
  open: boolean;
  onOpen: () => void;
  onStop: (() => void) | null;
  children: ReactNode;
}) {
  return (
    <div style={{ borderTop: '1px solid var(--stepwell-line)', paddingTop: 10 }}>
      <Group justify="space-between" mb={4} wrap="nowrap">
        <Text size="sm" fw={600}>
          {WORDS[run.state]} {run.version === null ? '(a draft)' : `(version ${run.version})`}
        </Text>
        <Text size="xs" c="dimmed">
          {new Date(run.createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" mb={4}>
        Who {describeFilter(run.audience)}; {run.assumptions.opens} % open, {run.assumptions.clicks} % click
        {run.onlyNew ? '; without who is in it already' : ''}
      </Text>
      <Progress
        value={run.state === 'done' ? 100 : Math.min(100, (run.examined / Math.max(1, run.total)) * 100)}
        color={run.state === 'failed' ? 'red' : 'teal'}
        animated={isOn(run)}
        aria-label={`${WORDS[run.state]}: ${run.examined} of ${run.total}`}
      />
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {wholeNumber(run.examined)} of {wholeNumber(run.total)}
          {run.problem ? ` · ${run.problem}` : ''}
        </Text>
        <Group gap={4}>
          {onStop && (
            <Button size="compact-xs" variant="subtle" color="red" onClick={onStop}>
              Stop
            </Button>
          )}
          <Button size="compact-xs" variant={open ? 'light' : 'subtle'} aria-expanded={open} onClick={onOpen}>
            {open ? 'Hide' : 'Show on the drawing'}
          </Button>
        </Group>
      </Group>
      {open && children}
    </div>
  );
}
