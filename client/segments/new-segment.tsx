import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Filter } from '../../server/core/segment/ast.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';

/** What a new rule begins with: a narrow rule that exists everywhere, to be changed in the builder. */
const FIRST: Filter = { attribute: 'email', op: 'exists' };

/** Asks for a name and the kind, makes the segment and opens it. */
export function NewSegment({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState('rule');
  const navigate = useNavigate();
  const create = useMutation(
    trpc.segments.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.segments.list.queryKey() });
        await queryClient.invalidateQueries({ queryKey: trpc.segments.vocabulary.queryKey() });
        await navigate({ to: '/segments/$segmentId', params: { segmentId: id } });
      },
    }),
  );
  const failure = failureOf(create.error);
  return (
    <Modal opened onClose={onClose} title="New segment" centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate({ name, filter: kind === 'rule' ? FIRST : null });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.isError ? (failure ? failureWords(failure) : 'The server cannot be reached.') : undefined}
          />
          <Radio.Group label="Kind" value={kind} onChange={setKind}>
            <Stack gap="xs" mt={6}>
              <Radio
                value="rule"
                label="Rule"
                description="Finds its contacts by what is known of them and what they did"
              />
              <Radio value="set" label="Set" description="Journeys put contacts into it with “Add to segment”" />
            </Stack>
          </Radio.Group>
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
