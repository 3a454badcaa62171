import { NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { isContactKey } from '../../server/core/contact/normalize.ts';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { suits } from '../../server/core/steps/update-attribute-check.ts';
import { type UpdateConfig, updateAttribute } from '../../server/core/steps/update-attribute.ts';
import { AttributeValueField } from './fields/attribute-value.tsx';
import { defineView } from './view.tsx';

type Action = UpdateConfig['action'];

const ACTIONS: readonly { value: Action; label: string }[] = [
  { value: 'set', label: 'Set to a value' },
  { value: 'clear', label: 'Clear' },
  { value: 'increase', label: 'Increase or decrease' },
  { value: 'now', label: 'Set to now' },
  { value: 'add', label: 'Add a choice' },
  { value: 'remove', label: 'Remove a choice' },
];

export const updateAttributeView = defineView(updateAttribute, {
  color: 'indigo',
  Icon: IconPencil,
  Summary({ config, catalog }) {
    const definition = catalog.attributes.find((one) => one.key === config.attribute);
    if (!config.attribute) return 'Choose an attribute';
    return words(config, definition?.label ?? config.attribute);
  },
  Form({ config, set, catalog, problem, readOnly }) {
    const definition = catalog.attributes.find((one) => one.key === config.attribute);
    const actions = ACTIONS.filter(({ value }) => !definition || (suits[value]?.includes(definition.type) ?? true));
    const action = config.action ?? 'set';
    const choose = (key: string | null) => {
      const chosen = catalog.attributes.find((one) => one.key === key);
      const keeps = chosen && (suits[action]?.includes(chosen.type) ?? true);
      set({ attribute: key ?? '', action: keeps ? action : 'set', value: undefined, by: undefined, zone: undefined });
    };
    return (
      <Stack gap="md">
        <Select
          label="Attribute"
          description="Not what contacts are found by: address, phone, record number, external id."
          data-field="attribute"
          searchable
          placeholder="Choose an attribute"
          data={grouped(catalog.attributes)}
          value={config.attribute || null}
          onChange={choose}
          error={problem('attribute')}
          disabled={readOnly}
        />
        {definition && (
          <Select
            label="What to do"
            data-field="action"
            data={[...actions]}
            value={action}
            onChange={(next) =>
              set({
                action: ACTIONS.find((one) => one.value === next)?.value ?? 'set',
                value: undefined,
                by: undefined,
                zone: undefined,
              })
            }
            allowDeselect={false}
            error={problem('action')}
            disabled={readOnly}
          />
        )}
        {definition && action === 'set' && (
          <AttributeValueField
            definition={definition}
            value={config.value}
            onChange={(value) => set({ value })}
            error={problem('value')}
            readOnly={readOnly}
          />
        )}
        {definition && (action === 'add' || action === 'remove') && (
          <Select
            label="Choice"
            data-field="value"
            searchable
            data={definition.choices}
            value={typeof config.value === 'string' ? config.value : null}
            onChange={(value) => set({ value: value ?? undefined })}
            error={problem('value')}
            disabled={readOnly}
          />
        )}
        {definition && action === 'increase' && (
          <NumberInput
            label="By"
            description="Negative to decrease. Who has no number yet counts from 0."
            data-field="by"
            value={config.by ?? 1}
            onChange={(by) => typeof by === 'number' && set({ by })}
            error={problem('by')}
            disabled={readOnly}
          />
        )}
        {definition && action === 'now' && (
          <div>
            <Text size="sm" fw={500} mb={4} id="update-zone">
              {definition.type === 'date' ? 'Whose day' : 'Whose time'}
            </Text>
            <SegmentedControl
              fullWidth
              aria-labelledby="update-zone"
              data-field="zone"
              data={[
                { value: 'journey', label: 'The journey’s zone' },
                { value: 'contact', label: 'The contact’s own' },
              ]}
              value={config.zone ?? 'journey'}
              onChange={(zone) => set({ zone: zone === 'contact' ? 'contact' : undefined })}
              disabled={readOnly}
            />
          </div>
        )}
        <Text size="xs" c="dimmed">
          Later steps and segments see the new value at once. The change stands in the contact’s timeline with this
          journey’s name.
        </Text>
      </Stack>
    );
  },
});

/** What it does in one line. The value is the drawing’s, the same for every contact. */
function words({ action = 'set', by = 1, value }: Partial<UpdateConfig>, label: string): string {
  switch (action) {
    case 'set':
      return value === undefined ? `${label}: give the value` : `${label} = ${shown(value)}`;
    case 'clear':
      return `Clear ${label}`;
    case 'increase':
      return `${label} ${by < 0 ? '−' : '+'} ${Math.abs(by)}`;
    case 'now':
      return `${label} = now`;
    case 'add':
      return `${label}: add ${typeof value === 'string' ? `“${value}”` : '…'}`;
    case 'remove':
      return `${label}: remove ${typeof value === 'string' ? `“${value}”` : '…'}`;
    default:
      return action satisfies never;
  }
}

function shown(value: NonNullable<UpdateConfig['value']>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function grouped(attributes: readonly AttributeDefinition[]) {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { key, label, group } of attributes) {
    if (isContactKey(key)) continue;
    groups.set(group, [...(groups.get(group) ?? []), { value: key, label }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
