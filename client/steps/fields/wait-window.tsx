import { Chip, Group, Input, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { WEEKDAYS } from '../wait-words.ts';
import type { WaitFieldProps } from './wait-field.ts';

/** Afterwards, only on these days and within these hours, and in whose time. */
export function WaitWindow({ config, set, problem, readOnly, journeyZone }: WaitFieldProps & { journeyZone: string }) {
  const window = config.window;
  const patch = (part: Partial<NonNullable<typeof window>>) => {
    const merged = Object.fromEntries(
      Object.entries({ ...window, ...part }).filter(([, value]) => value !== undefined),
    );
    set({ window: merged });
  };
  return (
    <Stack gap="md">
      <Switch
        label="Then only at certain times"
        checked={window !== undefined}
        onChange={(event) =>
          set({
            window: event.currentTarget.checked ? { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } : undefined,
          })
        }
        disabled={readOnly}
      />
      {window && (
        <>
          <Input.Wrapper label="Weekdays" error={problem('window.weekdays')} data-field="window.weekdays">
            <Chip.Group
              multiple
              value={(window.weekdays ?? [1, 2, 3, 4, 5, 6, 7]).map(String)}
              onChange={(days) =>
                patch({ weekdays: days.length === 7 ? undefined : days.map(Number).sort((a, b) => a - b) })
              }
            >
              <Group gap={4} mt={6}>
                {WEEKDAYS.map((day, i) => (
                  <Chip key={day} value={String(i + 1)} size="xs" disabled={readOnly}>
                    {day}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
          <Group gap={8} grow>
            <TextInput
              label="From"
              type="time"
              value={window.from ?? ''}
              onChange={(event) => patch({ from: event.currentTarget.value || undefined })}
              disabled={readOnly}
            />
            <TextInput
              label="To"
              type="time"
              data-field="window.to"
              value={window.to ?? ''}
              onChange={(event) => patch({ to: event.currentTarget.value || undefined })}
              error={problem('window.to')}
              disabled={readOnly}
            />
          </Group>
          <TagsInput
            label="Days of the month"
            data-field="window.daysOfMonth"
            placeholder={window.daysOfMonth?.length ? '' : 'any day'}
            value={(window.daysOfMonth ?? []).map(String)}
            onChange={(days) => {
              const valid = [...new Set(days.map(Number))].filter(
                (day) => Number.isInteger(day) && day >= 1 && day <= 31,
              );
              patch({ daysOfMonth: valid.length > 0 ? valid.sort((a, b) => a - b) : undefined });
            }}
            error={problem('window.daysOfMonth')}
            disabled={readOnly}
          />
        </>
      )}
      <Select
        label="In whose time"
        data-field="zone"
        searchable
        data={[
          {
            group: 'Usual',
            items: [
              { value: 'journey', label: `The journey’s (${journeyZone})` },
              { value: 'contact', label: 'Each contact’s own' },
            ],
          },
          { group: 'Fixed', items: Intl.supportedValuesOf('timeZone') },
        ]}
        value={config.zone ?? 'journey'}
        onChange={(zone) => set({ zone: zone === 'journey' ? undefined : (zone ?? undefined) })}
        allowDeselect={false}
        error={problem('zone')}
        disabled={readOnly}
      />
    </Stack>
  );
}
