import { ActionIcon, Group, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useCanvas } from '../state/canvas-context.ts';

/** The head of a panel at the right: what it is, one line about it, and the way back to the inspector. */
export function PanelHead({ title, lead }: { title: string; lead?: string }) {
  const { view } = useCanvas();
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4">
          {title}
        </Title>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Close ${title}`}
          onClick={() => view.setState({ panel: 'inspector', lit: new Set(), example: null })}
        >
          <IconX size={18} />
        </ActionIcon>
      </Group>
      {lead && (
        <Text size="sm" c="dimmed" mt={2}>
          {lead}
        </Text>
      )}
    </div>
  );
}
