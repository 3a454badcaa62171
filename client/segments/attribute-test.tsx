import { MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import type { AttributeCondition, AttributeOperator } from '../../server/core/segment/ast.ts';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { type Operand, operandOf, operators } from '../../server/core/segment/operators.ts';
import { DurationInput } from '../ui/duration-input.tsx';
import { operatorWords } from '../ui/filter-operators.ts';
import type { World } from './world.ts';

/** An attribute's operator and what it is compared with, by the attribute's type. */
export function AttributeTest({
  test,
  world,
  onChange,
  disabled,
}: {
  test: AttributeCondition;
  world: World;
  onChange: (test: AttributeCondition) => void;
  disabled: boolean;
}) {
  const definition = world.attributes.find((one) => one.key === test.attribute);
  if (!definition) return null;
  const operand = operandOf(definition.type, test.op);
  const changeOperator = (op: AttributeOperator) => {
    const next = operandOf(definition.type, op);
    const kept = next === operand ? test.value : startValue(next, definition);
    onChange({ attribute: test.attribute, op, ...(kept === undefined ? {} : { value: kept }) });
  };
  return (
    <>
      <Select
        aria-label="How it is compared"
        data={Object.keys(operators[definition.type]).map((op) => ({
          value: op,
          label: wordOf(op as AttributeOperator, definition),
        }))}
        value={test.op}
        onChange={(op) => op && changeOperator(op as AttributeOperator)}
        allowDeselect={false}
        disabled={disabled}
        w={{ base: '100%', xs: 180 }}
      />
      <Value
        operand={operand}
        definition={definition}
        value={test.value}
        onChange={(value) => onChange({ ...test, value })}
        disabled={disabled}
      />
    </>
  );
}

function wordOf(op: AttributeOperator, { type }: AttributeDefinition): string {
  const dated = type === 'date' || type === 'datetime';
  if (dated && (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte'))
    return { gt: 'is after', gte: 'is on or after', lt: 'is before', lte: 'is on or before' }[op];
  if (type === 'choices' && op === 'in') return 'contains one of';
  if (type === 'choices' && op === 'not_in') return 'contains none of';
  return operatorWords[op];
}

function startValue(operand: Operand | null, { choices }: AttributeDefinition): AttributeCondition['value'] {
  switch (operand) {
    case 'duration':
      return 'P30D';
    case 'texts':
    case 'numbers':
    case 'choices':
      return [];
    case 'boolean':
      return true;
    case 'number':
      return 0;
    case 'choice':
      return choices[0] ?? '';
    case 'text':
    case 'date':
      return '';
    default:
      return undefined;
  }
}

function Value({
  operand,
  definition,
  value,
  onChange,
  disabled,
}: {
  operand: Operand | null;
  definition: AttributeDefinition;
  value: AttributeCondition['value'];
  onChange: (value: NonNullable<AttributeCondition['value']>) => void;
  disabled: boolean;
}) {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const several = Array.isArray(value) ? value.map(String) : [];
  const common = { 'aria-label': `Value for ${definition.label}`, disabled, w: { base: '100%', xs: 220 } };
  switch (operand) {
    case 'duration':
      return <DurationInput value={text} onChange={onChange} disabled={disabled} />;
    case 'boolean':
      return (
        <Select
          {...common}
          data={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          value={String(value === true)}
          onChange={(next) => onChange(next === 'true')}
          allowDeselect={false}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => typeof next === 'number' && onChange(next)}
        />
      );
    case 'numbers':
      return (
        <TagsInput
          {...common}
          value={several}
          onChange={(next) => onChange(next.map(Number).filter(Number.isFinite))}
          placeholder={several.length === 0 ? 'Type a number, then Enter' : undefined}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          searchable
          data={definition.choices}
          value={text || null}
          onChange={(next) => next && onChange(next)}
          allowDeselect={false}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          w={{ base: '100%', xs: 320 }}
          searchable
          data={definition.choices}
          value={several}
          onChange={onChange}
        />
      );
    case 'texts':
      return (
        <TagsInput
          {...common}
          w={{ base: '100%', xs: 320 }}
          value={several}
          onChange={onChange}
          placeholder={several.length === 0 ? 'Type, then Enter' : undefined}
        />
      );
    case 'date':
      return (
        <TextInput
          {...common}
          type={definition.type === 'datetime' && text.includes('T') ? 'datetime-local' : 'date'}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      return <TextInput {...common} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    default:
      return null;
  }
}
