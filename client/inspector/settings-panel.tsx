import { ActionIcon, Group, NumberInput, Select, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Change } from '../../server/core/graph/change.ts';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { Graph, JourneySettings, Reentry } from '../../server/core/graph/model.ts';
import { FilterSlot } from '../steps/fields/filter-slot.tsx';
import { Findings } from './findings.tsx';

/** What holds for the whole journey: sender, time zone, priority, coming back, and when to leave early. */
export function SettingsPanel({
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
  const { settings } = graph;
  const set = (patch: Partial<JourneySettings>) => apply({ kind: 'set-settings', settings: patch });
  const problem = (field: string) => findings.find((one) => one.field?.startsWith(`settings.${field}`))?.message;
  return (
    <Stack gap="md" component="section" aria-label="Settings of the journey">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Journey
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the settings" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <Findings findings={findings.filter((one) => !one.field?.startsWith('settings.'))} onExample={onExample} />
      <Select
        label="Send as"
        description="For every email that names no sender of its own."
        data={catalog.senders.map((one) => ({
          value: one.name,
          label: `${one.fromName} <${one.address}>${one.verified ? '' : ' (not verified)'}`,
        }))}
        value={settings.sender ?? null}
        onChange={(sender) => set({ sender: sender ?? undefined })}
        clearable
        error={problem('sender')}
        disabled={readOnly}
      />
      <Select
        label="Time zone"
        description="For waits that do not use the contact’s own."
        searchable
        data={Intl.supportedValuesOf('timeZone')}
        value={settings.timezone}
        onChange={(timezone) => timezone && set({ timezone })}
        allowDeselect={false}
        error={problem('timezone')}
        disabled={readOnly}
      />
      <NumberInput
        label="Priority"
        description="1 is sent first when there is a backlog; 9 still moves."
        min={1}
        max={9}
        allowDecimal={false}
        clampBehavior="strict"
        value={settings.priority}
        onChange={(priority) => typeof priority === 'number' && set({ priority })}
        disabled={readOnly}
      />
      <Select
        label="Coming back"
        description="Whether a contact may enter again."
        data={[
          { value: 'never', label: 'Once, ever' },
          { value: 'occurrence', label: 'Once for each occurrence of the trigger’s date' },
          ...catalog.attributes
            .filter((one) => one.type !== 'boolean' && one.type !== 'choices')
            .map((one) => ({ value: `key:${one.key}`, label: `Once for each “${one.label}”` })),
          ...ownKey(settings.reentry, catalog),
        ]}
        searchable
        value={reentryValue(settings.reentry)}
        onChange={(value) => value && set({ reentry: readReentry(value) })}
        allowDeselect={false}
        error={problem('reentry')}
        disabled={readOnly}
      />
      <div>
        <Text size="sm" fw={500}>
          Exit criteria
        </Text>
        <Text size="xs" c="dimmed" mb="xs">
          Who matches any of these leaves: looked at before every step, and while they wait whenever something about
          them changes. What becomes true only because time passes counts before the next step. Drop a filter on the
          header to add one.
        </Text>
        <Stack gap="xs">
          {settings.exit.map((filter, at) => (
            <FilterSlot
              key={JSON.stringify(filter)}
              value={filter}
              onChange={(next) =>
                set({
                  exit: next
                    ? settings.exit.map((one, i) => (i === at ? next : one))
                    : settings.exit.filter((_, i) => i !== at),
                })
              }
              catalog={catalog}
              graph={graph}
              error={problem(`exit.${at}`)}
              readOnly={readOnly}
            />
          ))}
          <FilterSlot
            value={undefined}
            onChange={(filter) => filter && set({ exit: [...settings.exit, filter] })}
            catalog={catalog}
            graph={graph}
            readOnly={readOnly || settings.exit.length >= 20}
          />
        </Stack>
      </div>
    </Stack>
  );
}

/** A key that is no attribute: the property of an event. */
function ownKey(reentry: Reentry, catalog: Catalog) {
  if (reentry === 'never' || 'per' in reentry || catalog.attributes.some(({ key }) => key === reentry.key)) return [];
  return [{ value: `key:${reentry.key}`, label: `Once for each “${reentry.key}” of the event` }];
}

function reentryValue(reentry: Reentry): string {
  if (reentry === 'never') return 'never';
  return 'per' in reentry ? 'occurrence' : `key:${reentry.key}`;
}

function readReentry(value: string): Reentry {
  if (value === 'never') return 'never';
  return value === 'occurrence' ? { per: 'occurrence' } : { key: value.replace('key:', '') };
}
