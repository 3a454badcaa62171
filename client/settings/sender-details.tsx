import { Button, Group, Stack, Text } from '@mantine/core';
import { IconKey, IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { Sender } from './sender.ts';
import { SenderAddress } from './sender-address.tsx';
import { SenderDialog } from './sender-dialog.tsx';
import { SenderRecords } from './sender-records.tsx';

/** What an identity still needs before it can send: its domain's records, ready to copy, and an answer from its address. */
export function SenderDetails({ sender }: { sender: Sender }) {
  const may = useMay('senders.edit');
  const [editing, setEditing] = useState(false);
  const again = () => queryClient.invalidateQueries({ queryKey: trpc.senders.list.queryKey() });
  const options = <T,>(words: (result: T) => string) => ({
    onSuccess: async (result: T) => {
      await again();
      notifyDone(words(result));
    },
    onError: notifyFailed,
  });
  const check = useMutation(
    trpc.senders.check.mutationOptions(
      options(({ verified, domainOk, unanswered }) => {
        if (verified) return 'Everything is there. This identity can send.';
        if (domainOk) return 'All records are there. Its address is still to be proven.';
        return unanswered ? 'The name server gave no answer; try again.' : 'Some records are missing still.';
      }),
    ),
  );
  const rotate = useMutation(
    trpc.senders.rotate.mutationOptions(
      options(({ made }) =>
        made
          ? 'New keys made. Publish their two records, then check DNS; the old keys sign until then.'
          : 'New keys wait already: publish their two records, then check DNS.',
      ),
    ),
  );
  const remove = useMutation(trpc.senders.remove.mutationOptions(options(() => 'The sender identity is gone.')));
  const { id } = sender;
  return (
    <Stack mt="md" gap="lg">
      <SenderRecords sender={sender} />
      <SenderAddress sender={sender} onChange={again} />
      {may && (
        <Group>
          <Button
            leftSection={<IconRefresh size={16} />}
            loading={check.isPending}
            onClick={() => check.mutate({ id })}
          >
            Check DNS now
          </Button>
          <Button
            variant="default"
            leftSection={<IconKey size={16} />}
            loading={rotate.isPending}
            onClick={() => rotate.mutate({ id })}
          >
            Make new signing keys
          </Button>
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Button
            variant="light"
            color="red"
            leftSection={<IconTrash size={16} />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ id })}
          >
            Remove
          </Button>
        </Group>
      )}
      {sender.checkedAt && (
        <Text size="xs" c="dimmed">
          Last looked at {new Date(sender.checkedAt).toLocaleString()}. Stepwell looks again every hour; two looks that
          find a record missing stop the identity.
        </Text>
      )}
      {editing && <SenderDialog sender={sender} onClose={() => setEditing(false)} onMade={() => setEditing(false)} />}
    </Stack>
  );
}
