import { ActionIcon, Box, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconX } from '@tabler/icons-react';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { FilterCondition } from './filter-condition.tsx';
import { firstTest } from './filter-subjects.ts';

/** What a filter may name. `sends`: the send steps, when the filter stands inside a journey. */
export interface FilterWorld extends Pick<Catalog, 'attributes' | 'lists' | 'segments' | 'templates'> {
  sends?: readonly { id: string; name: string }[];
}

type Group = { all: Filter[] } | { any: Filter[] };

/**
 * Edits a filter in a narrow space: conditions that must all, or any of them, be true, and groups of them inside.
 * A single condition stays a single condition; an empty filter is undefined, never "everyone".
 */
export function FilterEditor({
  value,
  onChange,
  world,
  disabled = false,
}: {
  value: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  world: FilterWorld;
  disabled?: boolean;
}) {
  const group = asGroup(value);
  return (
    <GroupEditor
      group={group}
      world={world}
      disabled={disabled}
      depth={0}
      onChange={(next) => {
        const items = itemsOf(next);
        onChange(items.length > 1 ? next : items[0]);
      }}
    />
  );
}

function GroupEditor({
  group,
  onChange,
  onRemove,
  world,
  disabled,
  depth,
}: {
  group: Group;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  world: FilterWorld;
  disabled: boolean;
  depth: number;
}) {
  const every = 'all' in group;
  const items = itemsOf(group);
  const set = (next: Filter[]) => onChange(every ? { all: next } : { any: next });
  const replace = (at: number, next: Filter) => set(items.map((one, i) => (i === at ? next : one)));
  const remove = (at: number) => set(items.filter((_, i) => i !== at));
  return (
    <Stack gap="xs">
      {(items.length > 1 || onRemove) && (
        <Group gap={8} justify="space-between" wrap="nowrap">
          <SegmentedControl
            size="xs"
            aria-label="How the conditions combine"
            data={[
              { value: 'all', label: 'All of these' },
              { value: 'any', label: 'Any of these' },
            ]}
            value={every ? 'all' : 'any'}
            onChange={(how) => onChange(how === 'all' ? { all: items } : { any: items })}
            disabled={disabled}
          />
          {onRemove && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Remove this group"
              onClick={onRemove}
              disabled={disabled}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </Group>
      )}
      {items.map((item, at) => (
        <Box key={at}>
          {at > 0 && (
            <Text size="xs" c="dimmed" fw={600} mb={4}>
              {every ? 'and' : 'or'}
            </Text>
          )}
          <Paper withBorder p={8} radius="md" bg={depth % 2 ? undefined : 'var(--stepwell-surface)'}>
            {isGroup(item) ? (
              <GroupEditor
                group={item}
                onChange={(next) => (itemsOf(next).length > 0 ? replace(at, next) : remove(at))}
                onRemove={() => remove(at)}
                world={world}
                disabled={disabled}
                depth={depth + 1}
              />
            ) : (
              <FilterCondition
                value={item}
                onChange={(next) => replace(at, next)}
                onRemove={() => remove(at)}
                world={world}
                disabled={disabled}
              />
            )}
          </Paper>
        </Box>
      ))}
      {!disabled && (
        <Group gap={6}>
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} />}
            onClick={() => set([...items, firstTest(world.segments.length > 0 ? 'segment' : 'engaged', world)])}
          >
            Condition
          </Button>
          {depth < 3 && items.length > 0 && (
            <Button
              size="compact-sm"
              variant="subtle"
              leftSection={<IconFolderPlus size={14} />}
              onClick={() => set([...items, { any: [firstTest('engaged', world)] }])}
            >
              Group
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

const isGroup = (filter: Filter): filter is Group => 'all' in filter || 'any' in filter;
const itemsOf = (group: Group): Filter[] => ('all' in group ? group.all : group.any);

function asGroup(filter: Filter | undefined): Group {
  if (!filter) return { all: [] };
  return isGroup(filter) ? filter : { all: [filter] };
}
