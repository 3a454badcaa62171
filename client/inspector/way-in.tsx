import { ActionIcon, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Change } from '../../server/core/graph/change.ts';
import { audienceParts, ownParts, withParts } from '../../server/core/graph/change-filter.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { Graph, Trigger } from '../../server/core/graph/model.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { triggerType } from '../../server/core/triggers/registry.ts';
import { FilterSlot } from '../steps/fields/filter-slot.tsx';
import { triggerViewOf, triggerViews } from '../triggers/registry.tsx';
import { WatchLine } from './watch-line.tsx';

/** One way into the journey: what it is, its settings, and what only it asks besides. */
export function WayIn({
  trigger,
  index,
  graph,
  journeyId,
  catalog,
  findings,
  readOnly,
  apply,
}: {
  trigger: Trigger;
  index: number;
  graph: Graph;
  journeyId: string;
  catalog: Catalog;
  findings: readonly Finding[];
  readOnly: boolean;
  apply: (change: Change) => void;
}) {
  const view = triggerViewOf(trigger.type);
  const path = `triggers.${index}`;
  const set = (next: Trigger) => apply({ kind: 'set-trigger', index, trigger: next });
  const problem = (field: string) =>
    findings.find((one) => one.severity !== 'hint' && one.field?.startsWith(`${path}.config.${field}`))?.message;
  const own = ownParts(graph, trigger);
  const setOwn = (parts: readonly Filter[]) => set(withParts(trigger, [...audienceParts(graph), ...parts]));
  const several = graph.triggers.length > 1;
  return (
    <Paper withBorder radius="md" p="sm" component="fieldset" m={0} miw={0} aria-label={view?.title ?? trigger.type}>
      <Stack gap="sm">
        <Group gap={6} wrap="nowrap" align="flex-start">
          <Select
            flex={1}
            aria-label={`Starts when, way ${index + 1}`}
            data-field={`${path}.type`}
            leftSection={view && <view.Icon size={16} />}
            data={Object.values(triggerViews).map(({ type, title }) => ({ value: type, label: title }))}
            value={view ? trigger.type : null}
            placeholder={trigger.type}
            onChange={(type) => type && set({ ...trigger, type, config: { ...triggerType(type)?.defaults } })}
            error={findings.find((one) => one.field === `${path}.type`)?.message}
            allowDeselect={false}
            disabled={readOnly}
          />
          {several && (
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`Remove way ${index + 1}`}
              disabled={readOnly}
              onClick={() => apply({ kind: 'remove-trigger', index })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
        {view && (
          <>
            <Text size="xs" c="dimmed">
              {view.help}
            </Text>
            <view.Form
              trigger={trigger}
              catalog={catalog}
              setConfig={(config) => set({ ...trigger, config })}
              problem={problem}
              field={(name) => `${path}.config.${name}`}
              readOnly={readOnly}
            />
            <WatchLine journeyId={journeyId} trigger={trigger} />
          </>
        )}
        {several && (
          <div data-field={`${path}.filter`}>
            {own.length > 0 && (
              <Text size="xs" c="dimmed" mb={4}>
                By this way only those who also match:
              </Text>
            )}
            <Stack gap="xs">
              {own.map((filter, at) => (
                <FilterSlot
                  key={JSON.stringify(filter)}
                  value={filter}
                  onChange={(next) =>
                    setOwn(next ? own.map((one, i) => (i === at ? next : one)) : own.filter((_, i) => i !== at))
                  }
                  catalog={catalog}
                  graph={graph}
                  readOnly={readOnly}
                />
              ))}
              <FilterSlot
                value={undefined}
                onChange={(filter) => filter && setOwn([...own, filter])}
                catalog={catalog}
                graph={graph}
                readOnly={readOnly}
              />
            </Stack>
          </div>
        )}
      </Stack>
    </Paper>
  );
}
