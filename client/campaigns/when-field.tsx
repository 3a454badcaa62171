import { Chip, Group, Input, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useState } from 'react';
import type { CampaignWhen } from '../../server/core/campaign/plan.ts';

const KINDS: readonly { value: CampaignWhen['kind']; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'at', label: 'On a date' },
  { value: 'window', label: 'In a window' },
];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** When a campaign goes out; null while a date is still to be picked. */
export function WhenField({
  kind,
  when,
  onChange,
}: {
  kind: CampaignWhen['kind'];
  when: CampaignWhen | null;
  onChange: (kind: CampaignWhen['kind'], when: CampaignWhen | null) => void;
}) {
  const zone = when && when.kind !== 'now' ? when.zone : 'contact';
  const [today] = useState(() => new Date());
  const set = (next: CampaignWhen | null) => onChange(kind, next);
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label="When"
        data={[...KINDS]}
        value={kind}
        orientation="horizontal"
        onChange={(value) => {
          const next = KINDS.find((one) => one.value === value)?.value ?? 'now';
          onChange(next, beginWith(next));
        }}
      />
      {kind === 'at' && (
        <DateTimePicker
          label="Date and time"
          placeholder="Pick a date and time"
          valueFormat="MMM D, YYYY HH:mm"
          minDate={today}
          value={when?.kind === 'at' ? when.at.replace('T', ' ') : null}
          onChange={(value) => set(value ? { kind: 'at', at: value.slice(0, 16).replace(' ', 'T'), zone } : null)}
        />
      )}
      {when?.kind === 'window' && (
        <>
          <Group gap={8} grow>
            <TextInput
              label="From"
              type="time"
              value={when.from}
              onChange={(event) => event.currentTarget.value && set({ ...when, from: event.currentTarget.value })}
            />
            <TextInput
              label="To"
              type="time"
              value={when.to}
              onChange={(event) => event.currentTarget.value && set({ ...when, to: event.currentTarget.value })}
            />
          </Group>
          <Input.Wrapper label="On">
            <Chip.Group
              multiple
              value={(when.weekdays ?? [1, 2, 3, 4, 5, 6, 7]).map(String)}
              onChange={(days) => {
                const { weekdays: _all, ...rest } = when;
                const chosen = days.map(Number).toSorted((a, b) => a - b);
                if (chosen.length > 0) set(chosen.length === 7 ? rest : { ...rest, weekdays: chosen });
              }}
            >
              <Group gap={4} mt={6}>
                {WEEKDAYS.map((day, i) => (
                  <Chip key={day} value={String(i + 1)} size="xs">
                    {day}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          </Input.Wrapper>
        </>
      )}
      {when && when.kind !== 'now' && (
        <Select
          label="In whose time"
          searchable
          data={[
            { group: 'Usual', items: [{ value: 'contact', label: 'Each person’s own' }] },
            { group: 'One for all', items: Intl.supportedValuesOf('timeZone') },
          ]}
          value={when.zone}
          onChange={(value) => value && set({ ...when, zone: value })}
          allowDeselect={false}
          description="People without a time zone of their own get the organization’s."
        />
      )}
    </Stack>
  );
}

function beginWith(kind: CampaignWhen['kind']): CampaignWhen | null {
  if (kind === 'now') return { kind: 'now' };
  return kind === 'window'
    ? { kind: 'window', weekdays: [1, 2, 3, 4, 5], from: '10:00', to: '12:00', zone: 'contact' }
    : null;
}
