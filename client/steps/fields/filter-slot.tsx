import { ActionIcon, Button, Collapse, Group, Input, Paper, Text, ThemeIcon } from '@mantine/core';
import { IconChevronDown, IconFilter, IconList, IconPlus, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Catalog } from '../../../server/core/graph/catalog.ts';
import type { Graph } from '../../../server/core/graph/model.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { FilterEditor } from '../../ui/filter-editor.tsx';
import { filterKind, filterWords } from './filter-words.ts';

const ICONS = { segment: IconUsersGroup, list: IconList, rule: IconFilter } as const;

/** One place that holds a filter: in words, opened to be edited, emptied with a cross. */
export function FilterSlot({
  label,
  description,
  value,
  onChange,
  catalog,
  graph,
  error,
  readOnly,
  removable = true,
}: {
  label?: string;
  description?: string;
  value: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
  catalog: Catalog;
  graph: Graph;
  error?: string | undefined;
  readOnly: boolean;
  removable?: boolean;
}) {
  const [open, setOpen] = useState(false);
  const sends = graph.steps.filter((step) => step.type === 'send-email').map(({ id, name }) => ({ id, name }));
  const Icon = value ? ICONS[filterKind(value)] : IconFilter;
  const emptied = (next: Filter | undefined) => (next || removable ? onChange(next) : undefined);
  return (
    <Input.Wrapper label={label} description={description} error={error}>
      {value ? (
        <Paper withBorder radius="md" mt={label ? 6 : 0}>
          <Group gap={8} wrap="nowrap" p={8}>
            <ThemeIcon variant="light" size={26} radius="sm">
              <Icon size={15} />
            </ThemeIcon>
            <Text size="sm" flex={1} lineClamp={open ? undefined : 2}>
              {filterWords(value, catalog)}
            </Text>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={open ? 'Close the filter' : 'Edit the filter'}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              <IconChevronDown size={16} style={{ rotate: open ? '180deg' : undefined, transition: 'rotate 150ms' }} />
            </ActionIcon>
            {removable && !readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Take the filter away"
                onClick={() => onChange(undefined)}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
          <Collapse expanded={open}>
            <div style={{ padding: '0 8px 8px' }}>
              <FilterEditor value={value} onChange={emptied} world={{ ...catalog, sends }} disabled={readOnly} />
            </div>
          </Collapse>
        </Paper>
      ) : (
        <Button
          mt={label ? 6 : 0}
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={14} />}
          disabled={readOnly}
          onClick={() => {
            onChange(
              catalog.segments[0] ? { segment: catalog.segments[0].name } : { engaged: 'open', did: true, atLeast: 1 },
            );
            setOpen(true);
          }}
        >
          Add filter…
        </Button>
      )}
    </Input.Wrapper>
  );
}
