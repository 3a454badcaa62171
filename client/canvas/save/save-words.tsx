import { Button, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { SaveState } from './use-autosave.ts';

/** "Saved 2 s ago", and what to do when it is not. */
export function SaveWords({ state, onReload }: { state: SaveState; onReload: () => void }) {
  const now = useNow(state.kind === 'saved' && state.at !== null);
  if (state.kind === 'conflict')
    return (
      <Tooltip
        multiline
        w={280}
        label="Someone else saved this journey while you were drawing. Nothing of theirs was overwritten. Loading it drops what you drew since."
      >
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          style={{ flex: 'none' }}
          leftSection={<IconAlertTriangle size={15} />}
          onClick={onReload}
        >
          Conflict · load theirs
        </Button>
      </Tooltip>
    );
  const failed = state.kind === 'failed';
  return (
    <Text component="output" size="sm" c={failed ? 'red' : 'dimmed'} truncate title={failed ? state.why : undefined}>
      {wordsOf(state, now)}
    </Text>
  );
}

function wordsOf(state: Exclude<SaveState, { kind: 'conflict' }>, now: number): string {
  if (state.kind === 'failed') return 'Not saved';
  if (state.kind !== 'saved') return 'Saving…';
  return state.at === null ? 'Saved' : `Saved ${ago(Math.max(now, state.at) - state.at)}`;
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 3) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  return `${Math.round(seconds / 60)} min ago`;
}

function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
