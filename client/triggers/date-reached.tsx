import { Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { IconCalendarEvent } from '@tabler/icons-react';
import { dateReached } from '../../server/core/triggers/date-reached.ts';
import { offsetWords, readOffset, SIDES, UNITS, writeOffset } from './offset.ts';
import { defineTriggerView } from './view.tsx';

export const dateReachedView = defineTriggerView(dateReached, {
  Icon: IconCalendarEvent,
  Summary: ({ config, catalog }) => {
    if (!config.attribute) return 'Reaches a date: choose which';
    const label = catalog.attributes.find((one) => one.key === config.attribute)?.label ?? config.attribute;
    const words = [
      offsetWords(config.offset ?? 'P0D'),
      label,
      config.yearly ? 'every year' : '',
      `at ${config.at ?? '09:00'}`,
    ];
    return words.filter(Boolean).join(' ');
  },
  Form: ({ config, set, catalog, problem, field, readOnly }) => {
    const dates = catalog.attributes.filter((one) => one.type === 'date' || one.type === 'datetime');
    const known = dates.some((one) => one.key === config.attribute);
    const offset = readOffset(config.offset ?? 'P0D');
    const change = (patch: Partial<typeof offset>) => set({ offset: writeOffset({ ...offset, ...patch }) });
    return (
      <Stack gap="md">
        <Select
          label="Their date"
          data-field={field('attribute')}
          searchable
          placeholder="Choose a date attribute"
          data={[
            ...dates.map((one) => ({ value: one.key, label: one.label })),
            ...(config.attribute && !known ? [{ value: config.attribute, label: config.attribute }] : []),
          ]}
          value={config.attribute || null}
          onChange={(attribute) => set({ attribute: attribute ?? '' })}
          nothingFoundMessage="No date attribute of that name"
          error={problem('attribute')}
          disabled={readOnly}
        />
        <Group gap={8} align="flex-end" wrap="nowrap" data-field={field('offset')}>
          {offset.side !== 'on' && (
            <>
              <NumberInput
                label="How long"
                w={62}
                hideControls
                min={1}
                max={3650}
                allowDecimal={false}
                clampBehavior="strict"
                value={offset.n}
                onChange={(n) => typeof n === 'number' && n > 0 && change({ n })}
                disabled={readOnly}
              />
              <Select
                aria-label="Unit"
                w={96}
                data={[...UNITS]}
                value={offset.unit}
                onChange={(unit) => change({ unit: UNITS.find((one) => one.value === unit)?.value ?? 'D' })}
                allowDeselect={false}
                disabled={readOnly}
              />
            </>
          )}
          <Select
            label={offset.side === 'on' ? 'When' : undefined}
            aria-label="Before or after"
            style={{ flex: 1 }}
            data={[...SIDES]}
            value={offset.side}
            onChange={(side) => change({ side: SIDES.find((one) => one.value === side)?.value ?? 'on' })}
            allowDeselect={false}
            error={problem('offset')}
            disabled={readOnly}
          />
        </Group>
        <TextInput
          label="At"
          description="In the contact’s own time zone; the journey’s when theirs is not known."
          type="time"
          data-field={field('at')}
          value={config.at ?? '09:00'}
          onChange={(event) => event.currentTarget.value && set({ at: event.currentTarget.value })}
          error={problem('at')}
          disabled={readOnly}
        />
        <Switch
          label="Every year"
          description="On the anniversary. 29 February counts as 28 February in other years."
          data-field={field('yearly')}
          checked={config.yearly ?? false}
          onChange={(event) => set({ yearly: event.currentTarget.checked })}
          error={problem('yearly')}
          disabled={readOnly}
        />
      </Stack>
    );
  },
});
