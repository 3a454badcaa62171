import { ActionIcon, Button, Group, Input, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsSplit2, IconPlus, IconTrash } from '@tabler/icons-react';
import type { z } from 'zod';
import { branch } from '../../server/core/steps/branch.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { CommitText } from './fields/commit-text.tsx';
import { FilterSlot } from './fields/filter-slot.tsx';
import { filterWords } from './fields/filter-words.ts';
import { defineView } from './view.tsx';

type Path = z.output<typeof branch.config>['paths'][number];

export const branchView = defineView(branch, {
  color: 'grape',
  Icon: IconArrowsSplit2,
  Summary({ config, catalog }) {
    const paths = config.paths ?? [];
    if (paths.length === 0) return 'Add a condition';
    if (paths.length === 1) return filterWords(paths[0]!.filter, catalog);
    return `${paths.length} conditions · first match wins`;
  },
  Form({ config, set, catalog, graph, problem, readOnly }) {
    const paths = config.paths ?? [];
    const change = (at: number, patch: Partial<Path>) =>
      set({ paths: paths.map((path, i) => (i === at ? { ...path, ...patch } : path)) });
    const swap = (at: number, to: number) => {
      const next = [...paths];
      [next[at], next[to]] = [next[to]!, next[at]!];
      set({ paths: next });
    };
    const first: Filter = catalog.segments[0]
      ? { segment: catalog.segments[0].name }
      : { engaged: 'open', did: true, last: true, atLeast: 1 };
    return (
      <Stack gap="sm" data-field="paths">
        <Input.Wrapper
          label="Paths"
          description="Tried from top to bottom; the first that matches is taken."
          error={problem('paths')}
        />
        {paths.map((path, at) => (
          <Paper key={path.id} withBorder p="sm" radius="md" data-field={`paths.${at}.filter`}>
            <Group gap={4} wrap="nowrap" mb="xs" align="flex-end">
              <div style={{ flex: 1 }}>
                <CommitText
                  aria-label={`Name of path ${at + 1}`}
                  value={path.label}
                  placeholder={`Path ${at + 1}`}
                  onCommit={(label) => change(at, { label })}
                  disabled={readOnly}
                  maxLength={120}
                />
              </div>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Earlier"
                disabled={readOnly || at === 0}
                onClick={() => swap(at, at - 1)}
              >
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label="Later"
                disabled={readOnly || at === paths.length - 1}
                onClick={() => swap(at, at + 1)}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="red"
                size="lg"
                aria-label={`Remove path ${path.label || at + 1}`}
                disabled={readOnly}
                onClick={() => set({ paths: paths.filter((_, i) => i !== at) })}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
            <FilterSlot
              value={path.filter}
              onChange={(filter) => filter && change(at, { filter })}
              catalog={catalog}
              graph={graph}
              error={problem(`paths.${at}`)}
              readOnly={readOnly}
              removable={false}
            />
          </Paper>
        ))}
        <Paper withBorder p="sm" radius="md" style={{ borderStyle: 'dashed' }}>
          <Text size="sm" fw={600}>
            Otherwise
          </Text>
          <Text size="xs" c="dimmed">
            Everyone no path above wanted.
          </Text>
        </Paper>
        <Button
          variant="light"
          size="compact-md"
          leftSection={<IconPlus size={16} />}
          disabled={readOnly || paths.length >= 50}
          onClick={() => set({ paths: [...paths, { id: freeId(paths), label: '', filter: first }] })}
        >
          Add filter…
        </Button>
      </Stack>
    );
  },
});

/** An outlet id no path has: a, b, c … */
function freeId(paths: readonly Path[]): string {
  const taken = new Set(paths.map((path) => path.id));
  for (let i = 0; ; i++) {
    const id = i < 26 ? String.fromCharCode(97 + i) : `p${i}`;
    if (!taken.has(id)) return id;
  }
}
