import { Paper, Select, Table, Text } from '@mantine/core';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { byGroup } from './attribute-groups.ts';
import type { Preview } from './import-types.ts';

const SAMPLES = 3;

/** One line per column: its name, its first values, the attribute it becomes. */
export function MappingTable({
  preview,
  attributes,
  mapping,
  onMap,
  twice,
}: {
  preview: Preview;
  attributes: readonly AttributeDefinition[];
  mapping: Readonly<Record<string, string>>;
  onMap: (column: string, key: string | null) => void;
  /** An attribute that two columns are mapped to. */
  twice: string | undefined;
}) {
  const choices = byGroup(attributes).map(([group, items]) => ({
    group,
    items: items.map((one) => ({ value: one.key, label: one.label })),
  }));
  return (
    <Paper withBorder radius="md" bg="var(--stepwell-card)">
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="xs" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column</Table.Th>
              <Table.Th>First values</Table.Th>
              <Table.Th w={300}>Becomes</Table.Th>
              <Table.Th w={90}>Class</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.header.map((column, index) => {
              const key = mapping[column] ?? null;
              const definition = attributes.find((one) => one.key === key);
              const samples = preview.rows.flatMap((row) => (row[index]?.trim() ? [row[index]] : [])).slice(0, SAMPLES);
              return (
                <Table.Tr key={column}>
                  <Table.Td fw={600}>{column}</Table.Td>
                  <Table.Td>
                    <Text size="sm" c="dimmed" lineClamp={1}>
                      {samples.join(' · ') || 'empty'}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Select
                      aria-label={`What “${column}” becomes`}
                      placeholder="Left out"
                      data={choices}
                      value={key}
                      onChange={(next) => onMap(column, next)}
                      searchable
                      clearable
                      error={key !== null && key === twice}
                      maxDropdownHeight={320}
                    />
                  </Table.Td>
                  <Table.Td>{definition && <PhiBadge phi={definition.phi} />}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
