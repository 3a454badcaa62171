import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import type { AttributeDefinition } from '../../../server/core/segment/fields.ts';
import type { UpdateConfig } from '../../../server/core/steps/update-attribute.ts';
import { CommitText } from './commit-text.tsx';

type Value = UpdateConfig['value'];

/** The input for a fixed value of an attribute, by its type. */
export function AttributeValueField({
  definition,
  value,
  onChange,
  error,
  readOnly,
}: {
  definition: AttributeDefinition;
  value: Value;
  onChange: (value: Value) => void;
  error: string | undefined;
  readOnly: boolean;
}) {
  const shared = { label: 'Value', 'data-field': 'value', error, disabled: readOnly };
  const text = typeof value === 'string' ? value : '';
  switch (definition.type) {
    case 'boolean':
      return (
        <Select
          {...shared}
          data={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(next) => onChange(next === null ? undefined : next === 'true')}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...shared}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          searchable
          data={definition.choices}
          value={text || null}
          onChange={(next) => onChange(next ?? undefined)}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...shared}
          searchable
          data={definition.choices}
          value={Array.isArray(value) ? value : []}
          onChange={(next) => onChange(next.length > 0 ? next : undefined)}
        />
      );
    case 'date':
    case 'datetime':
      return (
        <TextInput
          {...shared}
          type={definition.type === 'date' ? 'date' : 'datetime-local'}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value || undefined)}
        />
      );
    case 'text':
      return <CommitText {...shared} value={text} onCommit={(next) => onChange(next || undefined)} maxLength={2000} />;
    default:
      return definition.type satisfies never;
  }
}
