import { ActionIcon, Checkbox, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { Finding } from '../../server/core/finding.ts';
import { type FormDefinition, neverAsked } from '../../server/core/forms/form.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';

type Field = FormDefinition['fields'][number];

/** What the form asks, in order. The e-mail address is always first. */
export function FieldList({
  definition,
  catalog,
  findings,
  readOnly,
  onChange,
}: {
  definition: FormDefinition;
  catalog: Catalog;
  findings: readonly Finding[];
  readOnly: boolean;
  onChange: (patch: Partial<FormDefinition>) => void;
}) {
  const { fields } = definition;
  const set = (next: Field[]) => onChange({ fields: next });
  const taken = new Set(fields.map((one) => one.attribute));
  const free = catalog.attributes.filter(
    ({ key }) => !taken.has(key) && !(neverAsked as readonly string[]).includes(key),
  );
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        What it asks
      </Title>
      <Paper withBorder radius="md" p="sm">
        <Text size="sm" fw={600}>
          Email
        </Text>
        <Text size="xs" c="dimmed">
          Always asked. A new address makes a new contact. Of one that is known only what is missing is filled in; other
          answers wait for you to look at them, and the page never tells.
        </Text>
      </Paper>
      {fields.map((field, i) => (
        <OneField
          key={field.attribute}
          field={field}
          index={i}
          last={i === fields.length - 1}
          catalog={catalog}
          problem={findings.find((one) => one.field === `fields.${i}.attribute`)?.message}
          readOnly={readOnly}
          onChange={(next) => set(fields.map((one, at) => (at === i ? next : one)))}
          onMove={(by) => set(moved(fields, i, by))}
          onRemove={() => set(fields.filter((_, at) => at !== i))}
        />
      ))}
      <Select
        aria-label="Add a field"
        placeholder="Add a field…"
        leftSection={<IconPlus size={16} />}
        searchable
        value={null}
        data={free.map((one) => ({ value: one.key, label: one.label }))}
        onChange={(key) => {
          const found = free.find((one) => one.key === key);
          if (found) set([...fields, { attribute: found.key, label: found.label, required: false }]);
        }}
        nothingFoundMessage="No attribute of that name"
        disabled={readOnly || fields.length >= 30}
      />
    </Stack>
  );
}

function OneField({
  field,
  index,
  last,
  catalog,
  problem,
  readOnly,
  onChange,
  onMove,
  onRemove,
}: {
  field: Field;
  index: number;
  last: boolean;
  catalog: Catalog;
  problem: string | undefined;
  readOnly: boolean;
  onChange: (field: Field) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const attribute = catalog.attributes.find((one) => one.key === field.attribute);
  const name = attribute?.label ?? field.attribute;
  return (
    <Paper withBorder radius="md" p="sm" component="fieldset" m={0} miw={0} aria-label={name}>
      <Group justify="space-between" wrap="nowrap" gap={4} mb={6}>
        <Group gap={6} miw={0}>
          <Text size="xs" c="dimmed" truncate>
            Goes to {name}
          </Text>
          {attribute && <PhiBadge phi={attribute.phi} />}
        </Group>
        {!readOnly && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move ${name} up`}
              disabled={index === 0}
              onClick={() => onMove(-1)}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Move ${name} down`}
              disabled={last}
              onClick={() => onMove(1)}
            >
              <IconArrowDown size={16} />
            </ActionIcon>
            <ActionIcon variant="subtle" color="red" aria-label={`Take ${name} out`} onClick={onRemove}>
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      <TextInput
        aria-label={`Label of ${name}`}
        value={field.label}
        maxLength={200}
        onChange={(event) => onChange({ ...field, label: event.currentTarget.value })}
        error={problem ?? (field.label.trim() ? undefined : 'Say what is asked.')}
        disabled={readOnly}
      />
      <Checkbox
        mt={8}
        size="sm"
        label="Needed"
        checked={field.required}
        onChange={(event) => onChange({ ...field, required: event.currentTarget.checked })}
        disabled={readOnly}
      />
    </Paper>
  );
}

function moved(fields: readonly Field[], from: number, by: -1 | 1): Field[] {
  const next = [...fields];
  const [one] = next.splice(from, 1);
  if (one) next.splice(from + by, 0, one);
  return next;
}
