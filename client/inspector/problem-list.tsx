import { ActionIcon, Box, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconX } from '@tabler/icons-react';
import { ExampleWords } from './example-words.tsx';
import { Tag } from '../ui/tag.tsx';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';

const TONE = { error: 'red', warning: 'yellow', hint: 'gray' } as const;
const WORD = { error: 'Fix', warning: 'Look', hint: 'Hint' } as const;

/** Every problem of the drawing; a click goes to the step and the field. */
export function ProblemList({
  findings,
  nameOf,
  onGo,
  onExample,
  onClose,
}: {
  findings: readonly Finding[];
  nameOf: (step: string) => string;
  onGo: (finding: Finding) => void;
  onExample: (example: Example) => void;
  onClose: () => void;
}) {
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Problems
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the problems" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </Group>
      {findings.length === 0 && (
        <Group gap="xs" c="teal">
          <IconCircleCheck size={20} />
          <Text size="sm">Nothing stands in the way of publishing.</Text>
        </Group>
      )}
      {findings.map((one) => (
        <Box
          key={`${one.code}:${one.step ?? ''}:${one.field ?? ''}`}
          p="sm"
          style={{ border: '1px solid var(--stepwell-line)', borderRadius: 8 }}
        >
          <UnstyledButton w="100%" onClick={() => onGo(one)}>
            <Group gap={8} mb={4} wrap="nowrap">
              <Tag tone={TONE[one.severity]}>{WORD[one.severity]}</Tag>
              <Text size="sm" fw={600} truncate>
                {one.step ? nameOf(one.step) : 'Journey'}
              </Text>
            </Group>
            <Text size="sm">{one.message}</Text>
          </UnstyledButton>
          {one.example && <ExampleWords example={one.example} onRun={onExample} />}
        </Box>
      ))}
    </Stack>
  );
}
