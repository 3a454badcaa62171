import { ActionIcon, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Tag } from '../ui/tag.tsx';
import { useAudienceCount } from '../api/use-audience-count.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Change } from '../../server/core/graph/change.ts';
import { audienceParts, withParts } from '../../server/core/graph/change-filter.ts';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { Graph } from '../../server/core/graph/model.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { listJoined } from '../../server/core/triggers/list-joined.ts';
import { FilterSlot } from '../steps/fields/filter-slot.tsx';
import { Findings } from './findings.tsx';
import { focusOn } from './focus-on.ts';
import { WayIn } from './way-in.tsx';

/** More would be another journey. */
const MOST_WAYS = 10;

/** The trigger's two rows, opened: the ways in, and who may enter by any of them. */
export function TriggerPanel({
  graph,
  journeyId,
  catalog,
  findings,
  focusField,
  readOnly,
  apply,
  onClose,
  onExample,
}: {
  graph: Graph;
  journeyId: string;
  catalog: Catalog;
  findings: readonly Finding[];
  focusField: string | null;
  readOnly: boolean;
  apply: (change: Change) => void;
  onClose: () => void;
  onExample: (example: Example) => void;
}) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focusField) focusOn(panel.current, focusField);
  }, [focusField]);
  const parts = audienceParts(graph);
  const audience: Filter | null = parts.length === 0 ? null : parts.length === 1 ? parts[0]! : { all: [...parts] };
  const all = useAudienceCount(audience);
  const setParts = (next: readonly Filter[]) => apply({ kind: 'set-audience', parts: next });
  // What is offered next is what is not there yet: a person or the API first, then a list.
  const next =
    graph.triggers.length === 0 ? { type: 'manual', config: {} } : { type: 'list-joined', config: listJoined.defaults };
  const add = () =>
    apply({
      kind: 'set-trigger',
      index: graph.triggers.length,
      trigger: withParts({ ...next, config: { ...next.config } }, parts),
    });
  return (
    <Stack gap="md" component="section" aria-label="Settings of the trigger" ref={panel}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          Trigger
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the settings" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <Text size="sm" c="dimmed" mt={-10}>
        Where contacts come in, and who may. Whichever way they come, each enters as often as the journey’s settings
        say: once, unless you choose otherwise.
      </Text>
      <Findings findings={findings} onExample={onExample} />
      <Text size="sm" fw={500} mb={-8}>
        Starts when
      </Text>
      {graph.triggers.map((trigger, index) => (
        <WayIn
          // A way in has no id of its own; its place is what the edits go by.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          trigger={trigger}
          index={index}
          graph={graph}
          journeyId={journeyId}
          catalog={catalog}
          findings={findings}
          readOnly={readOnly}
          apply={apply}
        />
      ))}
      <Button
        variant="light"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={readOnly || graph.triggers.length >= MOST_WAYS}
        onClick={add}
        style={{ alignSelf: 'flex-start' }}
      >
        {graph.triggers.length === 0 ? 'Add a way in' : 'Add another way in'}
      </Button>
      <div>
        <Group justify="space-between" mb={4}>
          <Text size="sm" fw={500}>
            Who
          </Text>
          {all !== null && (
            <Tag tone="well">
              {all.toLocaleString('en')} {all === 1 ? 'contact' : 'contacts'} now
            </Tag>
          )}
        </Group>
        <Text size="xs" c="dimmed" mb="xs">
          {parts.length === 0
            ? 'Everyone who comes. Drop filters on the trigger, or add one here, to narrow it.'
            : 'Only contacts who match all of these enter, whichever way they come.'}
        </Text>
        <Stack gap="xs">
          {parts.map((filter, at) => (
            <CountedSlot
              key={JSON.stringify(filter)}
              filter={filter}
              graph={graph}
              catalog={catalog}
              readOnly={readOnly}
              onChange={(next) =>
                setParts(next ? parts.map((one, i) => (i === at ? next : one)) : parts.filter((_, i) => i !== at))
              }
            />
          ))}
          <FilterSlot
            value={undefined}
            onChange={(filter) => filter && setParts([...parts, filter])}
            catalog={catalog}
            graph={graph}
            readOnly={readOnly}
          />
        </Stack>
      </div>
    </Stack>
  );
}

function CountedSlot({
  filter,
  ...rest
}: {
  filter: Filter;
  graph: Graph;
  catalog: Catalog;
  readOnly: boolean;
  onChange: (filter: Filter | undefined) => void;
}) {
  const count = useAudienceCount(filter);
  return (
    <Paper>
      <FilterSlot value={filter} {...rest} />
      {count !== null && (
        <Text size="xs" c="dimmed" mt={2}>
          {count.toLocaleString('en')} match now
        </Text>
      )}
    </Paper>
  );
}
