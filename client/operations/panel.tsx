import { Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A titled table of figures, or a line saying why there are none. */
export function Panel({
  title,
  head,
  rows,
  none,
  children,
}: {
  title: string;
  head: readonly string[];
  /** The first cell is the row's name. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  none: string;
  children?: ReactNode;
}) {
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" component="section" aria-label={title}>
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      <Stack gap="xs">
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed">
            {none}
          </Text>
        ) : (
          <Table.ScrollContainer minWidth={0} type="native">
            <Table verticalSpacing={4} horizontalSpacing="xs" fz="sm">
              <Table.Thead>
                <Table.Tr>
                  {head.map((one, i) => (
                    <Table.Th key={one} ta={i === 0 ? 'left' : 'right'} fz="xs" c="dimmed">
                      {one}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(({ key, cells }) => (
                  <Table.Tr key={key}>
                    {cells.map((cell, i) => (
                      // Cells are told apart by their column only.
                      // oxlint-disable-next-line react/no-array-index-key
                      <Table.Td
                        key={i}
                        ta={i === 0 ? 'left' : 'right'}
                        style={{ overflowWrap: 'anywhere', minWidth: i === 0 ? 88 : undefined }}
                      >
                        {cell}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {children}
      </Stack>
    </Paper>
  );
}
