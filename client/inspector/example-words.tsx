import { Button, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { Example } from '../../server/core/example.ts';

/** Somebody invented who shows a problem, in words, and the way to watch them walk. */
export function ExampleWords({ example, onRun }: { example: Example; onRun: (example: Example) => void }) {
  return (
    <>
      <Text size="xs" c="dimmed" mt={6}>
        For example {example.words}: {example.shows}.
      </Text>
      <Button
        mt={4}
        size="compact-xs"
        variant="light"
        leftSection={<IconPlayerPlay size={12} />}
        onClick={() => onRun(example)}
      >
        Run this example
      </Button>
    </>
  );
}
