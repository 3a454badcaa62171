import { Button, Checkbox, Group, Modal, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Scope, scopes } from '../../server/core/scopes.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import { ShownOnce } from './shown-once.tsx';

export function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Scope[]>([]);
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() }),
      onError: notifyFailed,
    }),
  );
  if (create.data) {
    return (
      <Modal opened onClose={onClose} title="Your new key" centered closeOnClickOutside={false}>
        <Stack>
          <ShownOnce
            label="API key"
            value={create.data.secret}
            help="Copy it now: only a hash is kept, so it cannot be shown again."
          />
          <Group justify="flex-end">
            <Button onClick={onClose}>I have it</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New API key" centered size="lg">
      <Stack>
        <TextInput
          label="Name"
          description="What will use it, so that you know later."
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label="Scopes"
          description="Choose the fewest it needs. Reading contacts or messages hands out patient data."
          value={chosen}
          onChange={(values) => setChosen(scopes.filter((scope) => values.includes(scope)))}
        >
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
            {scopes.map((scope) => (
              <Checkbox key={scope} value={scope} label={scope} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!name.trim() || chosen.length === 0}
            loading={create.isPending}
            onClick={() => create.mutate({ name: name.trim(), scopes: chosen })}
          >
            Make the key
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
