import { Group, Select, Stack, TextInput } from '@mantine/core';
import type { Catalog } from '../../../server/core/graph/catalog.ts';
import type { WaitConfig } from '../../../server/core/steps/wait-for-time.ts';
import { DurationInput } from '../../ui/duration-input.tsx';
import type { WaitFieldProps } from './wait-field.ts';
import { OnPast } from './wait-until.tsx';

const MISSING: readonly { value: NonNullable<WaitConfig['onMissing']>; label: string }[] = [
  { value: 'exit', label: 'leave the journey' },
  { value: 'wait', label: 'wait until there is one' },
  { value: 'skip', label: 'go on at once' },
];

const SIDES = [
  { value: 'on', label: 'on' },
  { value: 'before', label: 'before' },
  { value: 'after', label: 'after' },
] as const;

/** A date of the contact's own, before or after it; it follows the attribute when that changes. */
export function WaitAttribute({ config, set, catalog, problem, readOnly }: WaitFieldProps & { catalog: Catalog }) {
  const dates = catalog.attributes.filter((one) => one.type === 'date' || one.type === 'datetime');
  const side = config.offset ? (config.direction ?? 'before') : 'on';
  return (
    <Stack gap="md">
      <Select
        label="Their date"
        data-field="attribute"
        searchable
        placeholder="Choose a date attribute"
        data={dates.map((one) => ({ value: one.key, label: one.label }))}
        value={config.attribute ?? null}
        onChange={(attribute) => set({ attribute: attribute ?? undefined })}
        nothingFoundMessage="No date attribute of that name"
        error={problem('attribute')}
        disabled={readOnly}
      />
      <Group gap={8} align="flex-end" wrap="nowrap">
        <Select
          label="When"
          w={98}
          data={[...SIDES]}
          value={side}
          onChange={(next) =>
            set(
              next === 'on'
                ? { offset: undefined, direction: undefined }
                : { offset: config.offset ?? 'P2D', direction: next === 'after' ? 'after' : 'before' },
            )
          }
          allowDeselect={false}
          disabled={readOnly}
        />
        {side !== 'on' && (
          <div style={{ flex: 1 }}>
            <DurationInput
              value={config.offset}
              onChange={(offset) => set({ offset })}
              error={problem('offset')}
              disabled={readOnly}
            />
          </div>
        )}
      </Group>
      <TextInput
        label="At"
        description="Time of day, for dates that have none."
        type="time"
        data-field="time"
        value={config.time ?? ''}
        onChange={(event) => set({ time: event.currentTarget.value || undefined })}
        error={problem('time')}
        disabled={readOnly}
      />
      <Select
        label="If there is no date"
        data-field="onMissing"
        data={[...MISSING]}
        value={config.onMissing ?? 'exit'}
        onChange={(value) => set({ onMissing: MISSING.find((one) => one.value === value)?.value })}
        allowDeselect={false}
        error={problem('onMissing')}
        disabled={readOnly}
      />
      <OnPast config={config} set={set} problem={problem} readOnly={readOnly} />
    </Stack>
  );
}
