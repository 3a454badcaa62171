import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';

/** All mail goes to a relay: whether what it does next is vouched for. */
export function RelayCard({ provesLastHop, mayEdit }: { provesLastHop: boolean; mayEdit: boolean }) {
  const [why, setWhy] = useState('');
  const declare = useMutation(
    trpc.destinations.declareRelay.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.destinations.pathKey() });
        setWhy('');
        notifyDone('Saved. It holds from the next message on.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <FormCard
      title="Relay"
      lead="All mail goes through your relay, over TLS to a valid certificate. How it hands mail on is not seen from here: unless it does REQUIRETLS, or you answer for it, nothing about a person goes by TLS alone."
    >
      <Text fw={600}>
        {provesLastHop
          ? 'You answer for it: it hands mail on only over TLS with a valid certificate.'
          : 'Nobody answers for it: what holds patient data goes sealed to a key or to the portal.'}
      </Text>
      {mayEdit && (
        <Stack gap="sm" maw={560}>
          <Textarea
            label={provesLastHop ? 'Why is that not so any more?' : 'How is it made sure?'}
            description="Kept in the audit log with your name."
            autosize
            minRows={2}
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
          <Group>
            <Button
              variant={provesLastHop ? 'default' : 'filled'}
              disabled={why.trim().length < 3}
              loading={declare.isPending}
              onClick={() => declare.mutate({ provesLastHop: !provesLastHop, why: why.trim() })}
            >
              {provesLastHop ? 'Take it back' : 'Answer for it'}
            </Button>
          </Group>
        </Stack>
      )}
    </FormCard>
  );
}
