import { Box, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { AttributeDefinition, AttributeValue } from '../../server/core/segment/fields.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { byGroup } from './attribute-groups.ts';

type Field = AttributeDefinition & { masked: AttributeValue };

/** What is known of a contact, by group: masked, or in the clear once revealed. */
export function ContactFields({
  fields,
  values,
}: {
  fields: readonly Field[];
  values: Readonly<Record<string, AttributeValue>> | null;
}) {
  const known = fields.filter((one) => one.masked !== null);
  const unknown = fields.filter((one) => one.masked === null);
  return (
    <Stack>
      {byGroup(known).map(([group, items]) => (
        <Paper key={group} withBorder radius="md" p="md" bg="var(--stepwell-card)">
          <Title order={2} size="h5" mb="sm">
            {group}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2 }} component="dl" m={0} spacing="md" verticalSpacing="sm">
            {items.map((one) => (
              <Box key={one.key} miw={0} style={one.key === 'email' ? { gridColumn: '1 / -1' } : undefined}>
                <Group component="dt" gap={6} wrap="nowrap">
                  <Text size="sm" c="dimmed">
                    {one.label}
                  </Text>
                  {one.phi !== 'P0' && <PhiBadge phi={one.phi} size="xs" />}
                </Group>
                <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }} fw={500}>
                  {words(values ? (values[one.key] ?? null) : one.masked, one, values !== null)}
                </Text>
              </Box>
            ))}
          </SimpleGrid>
        </Paper>
      ))}
      {unknown.length > 0 && (
        <Text size="sm" c="dimmed">
          Not known: {unknown.map((one) => one.label).join(', ')}.
        </Text>
      )}
    </Stack>
  );
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

function words(value: AttributeValue, { type }: Field, revealed: boolean): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (revealed && type === 'date' && typeof value === 'string') return day.format(new Date(`${value}T00:00:00Z`));
  if (revealed && type === 'datetime' && typeof value === 'string') return value.replace('T', ', ').replace(/:00$/, '');
  return String(value);
}
