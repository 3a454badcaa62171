import { Group, Kbd, Stack, Text } from '@mantine/core';
import { PanelHead } from './panel-head.tsx';

const KEYS: readonly [words: string, ...keys: string[]][] = [
  ['Undo', '⌘', 'Z'],
  ['Redo', '⇧', '⌘', 'Z'],
  ['Copy the step as JSON', '⌘', 'C'],
  ['Paste after the selected step', '⌘', 'V'],
  ['Duplicate', '⌘', 'D'],
  ['Find a step', '/'],
  ['Build, Results, People', '1', '2', '3'],
  ['Walk the steps', '↑', '↓', '←', '→'],
  ['Add after the selected step', '+'],
  ['Open its settings', 'Enter'],
  ['Remove it', 'Delete'],
  ['Let go, close', 'Esc'],
  ['These shortcuts', '?'],
];

export function KeysPanel() {
  return (
    <Stack gap="sm">
      <PanelHead title="Shortcuts" lead="On Windows and Linux, Ctrl for ⌘." />
      {KEYS.map(([words, ...keys]) => (
        <Group key={words} justify="space-between" wrap="nowrap">
          <Text size="sm">{words}</Text>
          <Group gap={4} wrap="nowrap">
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </Group>
        </Group>
      ))}
    </Stack>
  );
}
