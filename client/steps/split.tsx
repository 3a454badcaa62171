import { ActionIcon, Button, Group, Input, NumberInput, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconArrowsShuffle, IconPlus, IconTrash } from '@tabler/icons-react';
import { type SplitPath, split, splitName, totalWeight } from '../../server/core/steps/split.ts';
import { CommitText } from './fields/commit-text.tsx';
import { evenly, freeSplitId } from './fields/split-paths.ts';
import { defineView } from './view.tsx';

const MOST = 20;
/** Shades that stay apart from one another in both schemes; after the last they begin again. */
const SHADES = ['teal', 'indigo', 'orange', 'grape', 'cyan', 'yellow', 'pink', 'lime'];

export const splitView = defineView(split, {
  color: 'teal',
  Icon: IconArrowsShuffle,
  Summary({ config }) {
    const paths = config.paths ?? [];
    if (paths.length < 2) return 'Add paths';
    return paths.map((path) => `${splitName(path)} ${path.weight} %`).join(' · ');
  },
  Form({ config, set, problem, readOnly }) {
    const paths = config.paths ?? [];
    const total = totalWeight(paths);
    const change = (at: number, patch: Partial<SplitPath>) =>
      set({ paths: paths.map((path, i) => (i === at ? { ...path, ...patch } : path)) });
    return (
      <Stack gap="sm" data-field="paths">
        <Input.Wrapper
          label="Paths"
          description="By chance, yet always the same for one contact. When shares change, as few as possible change sides, and nobody who has passed."
          error={problem('paths')}
        />
        <Text size="sm" fw={600} c={total === 100 ? 'dimmed' : 'red.9'} component="output">
          {total === 100 ? 'Together 100 %' : `Together ${total} % of 100 %`}
        </Text>
        <Progress.Root size={10} aria-hidden>
          {paths.map((path, at) => (
            <Progress.Section key={path.id} value={path.weight} color={`${SHADES[at % SHADES.length]}.6`} />
          ))}
        </Progress.Root>
        {paths.map((path, at) => (
          <Paper key={path.id} withBorder p="sm" radius="md">
            <Group gap={8} wrap="nowrap" align="flex-end">
              <div style={{ flex: 1, minWidth: 0 }}>
                <CommitText
                  label={`Path ${path.id.toUpperCase()}`}
                  value={path.label}
                  placeholder={path.id.toUpperCase()}
                  onCommit={(label) => change(at, { label })}
                  disabled={readOnly}
                  maxLength={120}
                />
              </div>
              <NumberInput
                label="Share"
                aria-label={`Share of path ${splitName(path)} in percent`}
                data-field={`paths.${at}.weight`}
                w={104}
                min={0}
                max={100}
                decimalScale={1}
                step={5}
                suffix=" %"
                value={path.weight}
                onChange={(weight) => typeof weight === 'number' && change(at, { weight })}
                error={problem(`paths.${at}.weight`)}
                disabled={readOnly}
              />
              <ActionIcon
                variant="subtle"
                color="red"
                size={36}
                aria-label={`Remove path ${splitName(path)}`}
                disabled={readOnly || paths.length <= 2}
                onClick={() => set({ paths: paths.filter((_, i) => i !== at) })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
          </Paper>
        ))}
        <Group gap="xs" justify="space-between">
          <Button
            variant="light"
            size="compact-md"
            leftSection={<IconPlus size={16} />}
            disabled={readOnly || paths.length >= MOST}
            onClick={() => set({ paths: [...paths, { id: freeSplitId(paths), label: '', weight: rest(total) }] })}
          >
            Add path
          </Button>
          <Button
            variant="subtle"
            size="compact-md"
            disabled={readOnly || paths.length < 2}
            onClick={() => set({ paths: evenly(paths) })}
          >
            Share evenly
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          A path that is taken out loses its way on: connect what followed it again, or remove it.
        </Text>
      </Stack>
    );
  },
});

/** What is left to a hundred, for a path that is added. */
function rest(total: number): number {
  return Math.max(0, Math.round((100 - total) * 10) / 10);
}
