import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import type { AttributeDefinition, AttributeValue } from '../../../server/core/segment/fields.ts';

/** A value for an attribute of any type; empty means that there is none. */
export function ValueField({
  definition,
  label = definition.label,
  value,
  onChange,
}: {
  definition: AttributeDefinition;
  label?: string;
  value: AttributeValue;
  onChange: (value: AttributeValue) => void;
}) {
  const text = (next: string | null) => onChange(next === null || next === '' ? null : next);
  switch (definition.type) {
    case 'number':
      return (
        <NumberInput
          size="xs"
          label={label}
          placeholder="not set"
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'boolean':
      return (
        <Select
          size="xs"
          label={label}
          placeholder="not set"
          clearable
          data={[
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
          value={value === true ? 'yes' : value === false ? 'no' : null}
          onChange={(next) => onChange(next === null ? null : next === 'yes')}
        />
      );
    case 'choice':
      return (
        <Select
          size="xs"
          label={label}
          placeholder="not set"
          clearable
          data={definition.choices}
          value={typeof value === 'string' ? value : null}
          onChange={text}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          size="xs"
          label={label}
          placeholder="not set"
          data={definition.choices}
          value={Array.isArray(value) ? value : []}
          onChange={(next) => onChange(next.length === 0 ? null : next)}
        />
      );
    case 'date':
    case 'datetime':
    case 'text':
      return (
        <TextInput
          size="xs"
          label={label}
          placeholder="not set"
          type={inputs[definition.type]}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => text(event.currentTarget.value)}
        />
      );
    default:
      return definition.type satisfies never;
  }
}

const inputs = { date: 'date', datetime: 'datetime-local', text: 'text' } as const;
