import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text } from '@mantine/core';
import { IconDots, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { WebhookDialog } from './webhook-dialog.tsx';
import { NewSecret } from './webhook-secret.tsx';
import type { Webhook } from './webhook.ts';

const OVERLAPS = [
  { value: '24', label: 'for 24 hours' },
  { value: '72', label: 'for 3 days' },
  { value: '168', label: 'for a week' },
  { value: '0', label: 'no longer: it may have leaked' },
];

/** Change, new secret, remove. */
export function WebhookMenu({ webhook }: { webhook: Webhook }) {
  const [doing, setDoing] = useState<'edit' | 'rotate' | 'remove' | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`More for ${webhook.name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDoing('edit')}>
            Change
          </Menu.Item>
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => setDoing('rotate')}>
            New secret
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDoing('remove')}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {doing === 'edit' && <WebhookDialog webhook={webhook} onClose={close} />}
      {doing === 'rotate' && <Rotate webhook={webhook} onClose={close} />}
      {doing === 'remove' && <Remove webhook={webhook} onClose={close} />}
    </>
  );
}

interface DialogProps {
  webhook: Webhook;
  onClose: () => void;
}

function refresh() {
  return queryClient.invalidateQueries({ queryKey: trpc.webhooks.list.queryKey() });
}

function Rotate({ webhook, onClose }: DialogProps) {
  const [hours, setHours] = useState('24');
  const rotate = useMutation(trpc.webhooks.rotate.mutationOptions({ onSuccess: refresh, onError: notifyFailed }));
  if (rotate.data) return <NewSecret secret={rotate.data.secret} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={`New secret for ${webhook.name}`} centered>
      <Stack>
        <Select
          label="The old secret still signs as well"
          description="So that the receiver can change over without refusing anything."
          data={OVERLAPS}
          value={hours}
          onChange={(next) => next && setHours(next)}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={rotate.isPending}
            onClick={() => rotate.mutate({ id: webhook.id, overlapHours: Number(hours) })}
          >
            Make a new secret
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Remove({ webhook, onClose }: DialogProps) {
  const remove = useMutation(
    trpc.webhooks.remove.mutationOptions({
      onSuccess: async () => {
        await refresh();
        notifyDone(`“${webhook.name}” is removed.`);
        onClose();
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`Remove ${webhook.name}?`} centered>
      <Stack>
        <Text size="sm">Its secret is forgotten. An endpoint that a journey names cannot be removed.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate({ id: webhook.id })}>
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
