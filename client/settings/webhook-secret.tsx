import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { ShownOnce } from './shown-once.tsx';

/** An endpoint's secret, this once. */
export function NewSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Its signing secret" centered closeOnClickOutside={false}>
      <Stack>
        <ShownOnce
          label="Secret"
          value={secret}
          help="Copy it now and give it to whoever runs the endpoint: it is kept sealed and cannot be shown again."
        />
        <Text size="sm" c="dimmed">
          Calls follow Standard Webhooks: its libraries check the headers webhook-id, webhook-timestamp and
          webhook-signature with this secret. The same webhook-id twice is the same call twice.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>I have it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
