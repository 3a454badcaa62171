import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import type { AttributeDefinition, AttributeValue } from '../../server/core/segment/fields.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';

/** The input an attribute's type asks for. `null` is "no value". */
export function AttributeField({
  definition,
  value,
  onChange,
  error,
  required = false,
}: {
  definition: AttributeDefinition;
  value: AttributeValue;
  onChange: (value: AttributeValue) => void;
  error?: string | undefined;
  required?: boolean;
}) {
  const { key, label, type, phi, choices } = definition;
  const common = {
    label: (
      <>
        {label} {phi !== 'P0' && <PhiBadge phi={phi} size="xs" />}
      </>
    ),
    error,
    required,
    autoComplete: 'off',
  };
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const setText = (next: string) => onChange(next === '' ? null : next);
  switch (type) {
    case 'boolean':
      return (
        <Select
          {...common}
          data={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(next) => onChange(next === null ? null : next === 'true')}
          placeholder="Not known"
          clearable
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : null)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={choices}
          value={text || null}
          onChange={onChange}
          placeholder="Not known"
          searchable
          clearable
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          data={choices}
          value={Array.isArray(value) ? value : []}
          onChange={(next) => onChange(next.length > 0 ? next : null)}
          searchable
          clearable
        />
      );
    case 'date':
    case 'datetime':
      return (
        <TextInput
          {...common}
          type={type === 'date' ? 'date' : 'datetime-local'}
          // An input for local times cannot show a zone; what has one is edited as text.
          {...(type === 'datetime' && /(Z|[+-]\d{2}:\d{2})$/.test(text) ? { type: 'text' } : {})}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          type={key === 'email' ? 'email' : key === 'phone' ? 'tel' : 'text'}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          maxLength={2000}
        />
      );
    default:
      return type satisfies never;
  }
}
