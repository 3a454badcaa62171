import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { newPassword } from './new-password.ts';
import { ShownOnce } from './shown-once.tsx';

export function PasswordReset({ user, onClose }: { user: { id: string; name: string }; onClose: () => void }) {
  const [password] = useState(newPassword);
  const reset = useMutation(
    trpc.users.setPassword.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
        notifyDone(`${user.name} has a new password and was signed out everywhere.`);
        onClose();
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`New password for ${user.name}`} centered>
      <Stack>
        <Text size="sm">It replaces the one they have and ends every session of theirs.</Text>
        <ShownOnce
          label="New password"
          value={password}
          help="Copy it now and tell them by another way than e-mail. It is not shown again."
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={reset.isPending} onClick={() => reset.mutate({ id: user.id, password })}>
            Set this password
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
