import { Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudUpload } from '@tabler/icons-react';
import type { SaveState } from './use-draft.ts';

/** Whether what was typed is safe. */
export function SaveStateLine({ state, onReload, onRetry }: { state: SaveState; onReload: () => void; onRetry: () => void }) {
  return (
    <Group gap={6} wrap="nowrap" component="output" aria-live="polite">
      {state === 'saved' && <IconCheck size={16} color="var(--mantine-color-teal-text)" aria-hidden />}
      {(state === 'waiting' || state === 'saving') && <IconCloudUpload size={16} aria-hidden />}
      {(state === 'failed' || state === 'conflict') && (
        <IconAlertTriangle size={16} color="var(--mantine-color-red-text)" aria-hidden />
      )}
      <Text size="sm" c={state === 'failed' || state === 'conflict' ? 'red' : 'dimmed'}>
        {WORDS[state]}
      </Text>
      {state === 'conflict' && (
        <Button size="compact-xs" variant="light" color="red" onClick={onReload}>
          Load theirs
        </Button>
      )}
      {state === 'failed' && (
        <Button size="compact-xs" variant="light" color="red" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Group>
  );
}

const WORDS: Record<SaveState, string> = {
  saved: 'Saved',
  waiting: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved',
  conflict: 'Someone else saved this template',
};
