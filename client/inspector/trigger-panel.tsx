import { ActionIcon, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Tag } from '../ui/tag.tsx';
import { useAudienceCount } from '../api/use-audience-count.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Change } from '../../server/core/graph/change.ts';
import { audienceParts } from '../../server/core/graph/change-filter.ts';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { Graph, Trigger } from '../../server/core/graph/model.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { CommitText } from '../steps/fields/commit-text.tsx';
import { FilterSlot } from '../steps/fields/filter-slot.tsx';
import { Findings } from './findings.tsx';

const TYPES = [
  { value: 'manual', label: 'Someone starts it for a list or segment' },
  { value: 'api-event', label: 'An event arrives by the API' },
] as const;

/** The trigger's two rows, opened: what starts the journey, and who may enter. */
export function TriggerPanel({
  graph,
  catalog,
  findings,
  readOnly,
  apply,
  onClose,
  onExample,
}: {
  graph: Graph;
  catalog: Catalog;
  findings: readonly Finding[];
  readOnly: boolean;
  apply: (change: Change) => void;
  onClose: () => void;
  onExample: (example: Example) => void;
}) {
  const trigger: Trigger = graph.triggers[0] ?? { type: 'manual', config: {} };
  const parts = audienceParts(graph);
  const all = useAudienceCount(trigger.filter ?? null);
  const set = (patch: Partial<Trigger>) => apply({ kind: 'set-trigger', index: 0, trigger: { ...trigger, ...patch } });
  const setParts = (next: readonly Filter[]) => {
    const { filter: _, ...rest } = trigger;
    const filter = next.length > 1 ? { all: [...next] } : next[0];
    apply({ kind: 'set-trigger', index: 0, trigger: filter ? { ...rest, filter } : rest });
  };
  const event = trigger.config['name'];
  return (
    <Stack gap="md" component="section" aria-label="Settings of the trigger">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Trigger
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the settings" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <Text size="sm" c="dimmed" mt={-10}>
        Where contacts come in, and who may.
      </Text>
      <Findings findings={findings} onExample={onExample} />
      <Select
        label="Starts when"
        data-field="triggers.0.type"
        data={[...TYPES]}
        value={trigger.type}
        onChange={(type) => type && set({ type, config: type === 'manual' ? {} : trigger.config })}
        allowDeselect={false}
        disabled={readOnly}
      />
      {trigger.type === 'manual' && (
        <Text size="sm" c="dimmed" mt={-8}>
          Publish it, then press Start… and choose who. Or have another journey lead here.
        </Text>
      )}
      {trigger.type === 'api-event' && (
        <CommitText
          label="Event name"
          description="Every contact this event arrives for enters, once."
          placeholder="appointment_booked"
          data-field="triggers.0.config.name"
          value={typeof event === 'string' ? event : ''}
          onCommit={(name) => set({ config: { ...trigger.config, name: name.trim() } })}
          error={findings.find((one) => one.field === 'triggers.0.config.name')?.message}
          disabled={readOnly}
        />
      )}
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
            ? 'Everyone the start is for. Drop filters on the trigger, or add one here, to narrow it.'
            : 'Only contacts who match all of these enter, whoever the start is for.'}
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
