import { ActionIcon, Group, MultiSelect, NumberInput, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { AttributeCondition, AttributeOperator, Filter } from '../../server/core/segment/ast.ts';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { DeliveryTest, EngagementTest } from './filter-activity.tsx';
import { DurationInput } from './duration-input.tsx';
import type { FilterWorld } from './filter-editor.tsx';
import { operatorWords, operatorsFor, takesDuration, takesNothing, takesSeveral } from './filter-operators.ts';
import { firstTest, subjectOf, subjects } from './filter-subjects.ts';

/** One test: of what, how, against what. */
export function FilterCondition({
  value,
  onChange,
  onRemove,
  world,
  disabled = false,
}: {
  value: Filter;
  onChange: (filter: Filter) => void;
  onRemove: () => void;
  world: FilterWorld;
  disabled?: boolean;
}) {
  const negated = 'not' in value;
  const inner = negated ? value.not : value;
  const change = (next: Filter) => onChange(negated ? { not: next } : next);
  return (
    <Stack gap={6}>
      <Group gap={6} wrap="nowrap">
        <Select
          aria-label="Condition on"
          searchable
          data={subjects(world)}
          value={subjectOf(inner)}
          onChange={(subject) => subject && onChange(firstTest(subject, world))}
          allowDeselect={false}
          disabled={disabled}
          maxDropdownHeight={320}
          comboboxProps={{ width: 280, position: 'bottom-start' }}
          flex={1}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Remove this condition"
          onClick={onRemove}
          disabled={disabled}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
      {'attribute' in inner && <AttributeTest value={inner} onChange={change} world={world} disabled={disabled} />}
      {'engaged' in inner && <EngagementTest value={inner} onChange={change} world={world} disabled={disabled} />}
      {'delivery' in inner && <DeliveryTest value={inner} onChange={change} world={world} disabled={disabled} />}
      {('segment' in inner || 'list' in inner) && (
        <Group gap={6} wrap="nowrap">
          <Select
            aria-label="Membership"
            data={[
              { value: 'in', label: 'is in' },
              { value: 'out', label: 'is not in' },
            ]}
            value={negated ? 'out' : 'in'}
            onChange={(side) => onChange(side === 'out' ? { not: inner } : inner)}
            allowDeselect={false}
            disabled={disabled}
            w={110}
          />
          <Select
            aria-label={'segment' in inner ? 'Segment' : 'List'}
            searchable
            data={'segment' in inner ? world.segments.map((one) => one.name) : [...world.lists]}
            value={('segment' in inner ? inner.segment : inner.list) || null}
            onChange={(name) => name && change('segment' in inner ? { segment: name } : { list: name })}
            placeholder={'segment' in inner ? 'Which segment' : 'Which list'}
            allowDeselect={false}
            disabled={disabled}
            flex={1}
          />
        </Group>
      )}
    </Stack>
  );
}

export interface TestProps<Test> {
  value: Test;
  onChange: (test: Test) => void;
  world: FilterWorld;
  disabled: boolean;
}

function AttributeTest({ value, onChange, world, disabled }: TestProps<AttributeCondition>) {
  const definition = world.attributes.find((one) => one.key === value.attribute);
  const operators = definition ? operatorsFor[definition.type] : [value.op];
  const changeOperator = (op: AttributeOperator) => {
    const same = takesDuration(op) === takesDuration(value.op) && takesSeveral(op) === takesSeveral(value.op);
    onChange(
      same && !takesNothing(op)
        ? { ...value, op }
        : { attribute: value.attribute, op, ...(takesNothing(op) ? {} : { value: startValue(op, definition) }) },
    );
  };
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Select
        aria-label="Test"
        data={operators.map((op) => ({ value: op, label: operatorWords[op] }))}
        value={value.op}
        onChange={(op) => op && changeOperator(op)}
        allowDeselect={false}
        disabled={disabled}
        w={130}
      />
      {!takesNothing(value.op) && (
        <div style={{ flex: 1, minWidth: 0 }}>
          <AttributeValueInput value={value} onChange={onChange} definition={definition} disabled={disabled} />
        </div>
      )}
    </Group>
  );
}

function startValue(op: AttributeOperator, definition: AttributeDefinition | undefined) {
  if (takesDuration(op)) return 'P30D';
  if (takesSeveral(op)) return [];
  if (definition?.type === 'boolean') return true;
  return definition?.choices[0] ?? (definition?.type === 'number' ? 0 : '');
}

function AttributeValueInput({
  value,
  onChange,
  definition,
  disabled,
}: {
  value: AttributeCondition;
  onChange: (test: AttributeCondition) => void;
  definition: AttributeDefinition | undefined;
  disabled: boolean;
}) {
  const now = value.value;
  const set = (next: string | number | boolean | string[]) => onChange({ ...value, value: next });
  const text = typeof now === 'string' || typeof now === 'number' ? String(now) : '';
  const choices = definition?.choices ?? [];
  if (takesDuration(value.op)) return <DurationInput value={text} onChange={set} disabled={disabled} />;
  if (takesSeveral(value.op)) {
    const several = Array.isArray(now) ? now.map(String) : [];
    return choices.length > 0 ? (
      <MultiSelect aria-label="Values" data={choices} value={several} onChange={set} disabled={disabled} searchable />
    ) : (
      <TagsInput aria-label="Values" value={several} onChange={set} disabled={disabled} />
    );
  }
  if (definition?.type === 'boolean')
    return (
      <Select
        aria-label="Value"
        data={[
          { value: 'true', label: 'yes' },
          { value: 'false', label: 'no' },
        ]}
        value={String(now ?? true)}
        onChange={(next) => set(next === 'true')}
        allowDeselect={false}
        disabled={disabled}
      />
    );
  if (choices.length > 0)
    return (
      <Select
        aria-label="Value"
        data={choices}
        value={text || null}
        onChange={(next) => next && set(next)}
        searchable
        disabled={disabled}
      />
    );
  if (definition?.type === 'number')
    return (
      <NumberInput
        aria-label="Value"
        value={typeof now === 'number' ? now : ''}
        onChange={(next) => typeof next === 'number' && set(next)}
        disabled={disabled}
      />
    );
  const dated = definition?.type === 'date' ? 'date' : definition?.type === 'datetime' ? 'datetime-local' : 'text';
  return (
    <TextInput
      aria-label="Value"
      type={dated}
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
      disabled={disabled}
    />
  );
}
