import { Button, Group, Paper, Select, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

/** What can be done with the chosen contacts: put them on a list, take them off the one that is shown. */
export function ChosenBar({
  chosen,
  list,
  onDone,
}: {
  chosen: readonly string[];
  list: string | null;
  onDone: () => void;
}) {
  const { data: lists } = useQuery(trpc.lists.list.queryOptions());
  const [target, setTarget] = useState<string | null>(null);
  const done = (word: string) => async (result: { changed: number }) => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.lists.pathKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.contacts.list.pathKey() }),
    ]);
    notifyDone(`${result.changed} ${result.changed === 1 ? 'contact' : 'contacts'} ${word}.`);
    onDone();
  };
  const add = useMutation(
    trpc.lists.addMembers.mutationOptions({ onError: notifyFailed, onSuccess: done('put on the list') }),
  );
  const remove = useMutation(
    trpc.lists.removeMembers.mutationOptions({ onError: notifyFailed, onSuccess: done('taken off the list') }),
  );
  const shown = lists?.find((one) => one.name === list);
  return (
    <Paper withBorder p="sm" radius="md" bg="var(--stepwell-card)" component="section" aria-label="Chosen contacts">
      <Group gap="sm">
        <Text fw={600}>{chosen.length} chosen</Text>
        <Select
          aria-label="Put on the list"
          placeholder="Put on a list"
          data={lists?.map((one) => ({ value: one.id, label: one.name })) ?? []}
          value={target}
          onChange={setTarget}
          searchable
        />
        <Button
          disabled={!target}
          loading={add.isPending}
          onClick={() => target && add.mutate({ id: target, contactIds: [...chosen] })}
        >
          Add
        </Button>
        {shown && (
          <Button
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: shown.id, contactIds: [...chosen] })}
          >
            Take off “{shown.name}”
          </Button>
        )}
        <Button variant="subtle" onClick={onDone}>
          Choose none
        </Button>
      </Group>
    </Paper>
  );
}
