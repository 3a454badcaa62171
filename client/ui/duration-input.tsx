import { Group, Input, NumberInput, Select } from '@mantine/core';
import { type DurationUnit, durationUnits, durationWords, readDuration, writeDuration } from './duration.ts';

/** A length of time as people say it: a number and a unit. One made of several parts is shown, and kept until changed. */
export function DurationInput({
  label,
  description,
  value,
  onChange,
  error,
  disabled,
  units = durationUnits,
}: {
  label?: string;
  description?: string;
  value: string | undefined;
  onChange: (iso: string) => void;
  error?: string | undefined;
  disabled?: boolean;
  units?: readonly DurationUnit[];
}) {
  const parts = readDuration(value);
  const kept = value && !parts ? `Now ${durationWords(value)}` : undefined;
  const unit = parts?.unit ?? 'days';
  return (
    <Input.Wrapper label={label} description={description ?? kept} error={error}>
      <Group gap={6} wrap="nowrap" mt={label ? 4 : 0}>
        <NumberInput
          aria-label={label ? `${label}: how many` : 'How many'}
          value={parts?.n ?? ''}
          onChange={(n) => typeof n === 'number' && onChange(writeDuration(n, unit))}
          min={0}
          max={9999}
          allowDecimal={false}
          disabled={disabled}
          error={Boolean(error)}
          w={90}
        />
        <Select
          aria-label={label ? `${label}: unit` : 'Unit'}
          value={unit}
          onChange={(next) => next && onChange(writeDuration(parts?.n ?? 1, next))}
          data={units.map((one) => ({ value: one, label: one }))}
          allowDeselect={false}
          disabled={disabled}
          flex={1}
        />
      </Group>
    </Input.Wrapper>
  );
}
