import { Select, Stack } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import type { WaitConfig } from '../../../server/core/steps/wait-for-time.ts';
import type { WaitFieldProps } from './wait-field.ts';

/** A fixed local date and time, in the wait's zone. */
export function WaitUntil({ config, set, problem, readOnly }: WaitFieldProps) {
  return (
    <Stack gap="md">
      <DateTimePicker
        label="Until"
        data-field="until"
        placeholder="Pick a date and time"
        value={config.until ? config.until.replace('T', ' ') : null}
        onChange={(value) => set({ until: value ? value.slice(0, 16).replace(' ', 'T') : undefined })}
        valueFormat="MMM D, YYYY HH:mm"
        clearable
        error={problem('until')}
        disabled={readOnly}
      />
      <OnPast config={config} set={set} problem={problem} readOnly={readOnly} />
    </Stack>
  );
}

const PAST: readonly { value: NonNullable<WaitConfig['onPast']>; label: string }[] = [
  { value: 'go', label: 'go on at once' },
  { value: 'exit', label: 'leave the journey' },
];

/** What happens to who comes too late. */
export function OnPast({ config, set, problem, readOnly }: WaitFieldProps) {
  return (
    <Select
      label="If that time has passed"
      data-field="onPast"
      data={[...PAST]}
      value={config.onPast ?? 'go'}
      onChange={(value) => set({ onPast: PAST.find((one) => one.value === value)?.value })}
      allowDeselect={false}
      error={problem('onPast')}
      disabled={readOnly}
    />
  );
}
