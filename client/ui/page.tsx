import { Box, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** The frame of every room but the canvas: title, one line of what it is, actions at the right. */
export function Page({
  title,
  badge,
  lead,
  actions,
  children,
}: {
  title: string;
  /** Stands beside the title: a state, a count. */
  badge?: ReactNode;
  lead?: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Stack gap="lg" p={{ base: 'md', sm: 'xl' }} maw={1320} mx="auto" w="100%">
      <Group justify="space-between" align="flex-start" wrap="wrap">
        <Box>
          <Group gap="sm">
            <Title order={1} size="h2">
              {title}
            </Title>
            {badge}
          </Group>
          {lead && (
            <Text c="dimmed" maw={720}>
              {lead}
            </Text>
          )}
        </Box>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
