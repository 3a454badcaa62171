import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconShieldExclamation } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { type Destination, shownWords } from './destination-words.ts';

/** A person answers for it that a domain shows less than before, and says how they know. */
export function DestinationAccept({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const [why, setWhy] = useState('');
  const { domain, assurance, best } = destination;
  const accept = useMutation(
    trpc.destinations.accept.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.destinations.pathKey() });
        notifyDone(`${domain} is held to what it shows now. Held messages can be tried again.`);
        onClose();
      },
      onError: notifyFailed,
    }),
  );
  if (!assurance || !best) return null;
  return (
    <Modal opened onClose={onClose} title={`Accept less of ${domain}`} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate({ domain, seen: assurance, why: why.trim() });
        }}
      >
        <Stack>
          <Text size="sm">
            It showed {best} ({shownWords(best)}) and now shows {assurance} ({shownWords(assurance)}). From now on it is
            held to {assurance}. The policy still says what that is enough for.
          </Text>
          <Alert color="orange" icon={<IconShieldExclamation size={18} />} py={8}>
            Somebody who stands in between looks just like this. Ask the domain’s operator by a way you know, not by
            mail.
          </Alert>
          <Textarea
            label="How do you know that this is right?"
            description="Kept in the audit log with your name."
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="orange" disabled={why.trim().length < 3} loading={accept.isPending}>
              Accept {assurance}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
