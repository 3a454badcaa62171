import { Button, Paper, Text } from '@mantine/core';
import { useStore } from 'zustand';
import { useCanvas } from '../state/canvas-context.ts';

/** While a dry run is painted on the drawing, nobody should take it for what happened. */
export function RehearsedNote() {
  const { live } = useCanvas();
  const shown = useStore(live, ({ rehearsed }) => rehearsed !== null);
  if (!shown) return null;
  return (
    <Paper
      component="output"
      withBorder
      shadow="sm"
      px="sm"
      py={4}
      style={{
        position: 'absolute',
        top: 10,
        left: '50%',
        transform: 'translateX(-50%)',
        zIndex: 4,
        display: 'flex',
        gap: 8,
        alignItems: 'center',
        whiteSpace: 'nowrap',
      }}
    >
      <Text size="xs" fw={650}>
        Figures of a dry run
      </Text>
      <Button size="compact-xs" variant="light" onClick={() => live.setState({ rehearsed: null })}>
        Live figures
      </Button>
    </Paper>
  );
}
