import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';

/** Asks for a name, makes the form, with a first name to ask, and opens it. */
export function NewForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const create = useMutation(
    trpc.forms.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.forms.pathKey() });
        await queryClient.invalidateQueries(trpc.journeys.catalog.queryFilter());
        await navigate({ to: '/forms/$formId', params: { formId: id } });
      },
    }),
  );
  const failure = failureOf(create.error);
  return (
    <Modal opened onClose={onClose} title="New form" centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const fields = [{ attribute: 'first_name', label: 'First name', required: false }];
          if (name.trim()) create.mutate({ name, definition: { title: name.trim(), fields } });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="Journeys refer to it by this name; the page has a title of its own."
            data-autofocus
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.isError ? (failure ? failureWords(failure) : 'The server cannot be reached.') : undefined}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
