import { ActionIcon, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

/** Deletes a template nobody uses; where somebody does, says who. */
export function DeleteTemplate({ id, name }: { id: string; name: string }) {
  const navigate = useNavigate();
  const remove = useMutation(
    trpc.templates.remove.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        await navigate({ to: '/templates' });
        await queryClient.invalidateQueries({ queryKey: trpc.templates.pathKey() });
        notifyDone(`The template “${name}” is deleted. What was sent with it stays on record.`);
      },
    }),
  );
  return (
    <Tooltip label="Delete the template">
      <ActionIcon
        variant="subtle"
        color="red"
        size="lg"
        aria-label="Delete the template"
        loading={remove.isPending}
        onClick={() => {
          if (window.confirm(`Delete the template “${name}”? What was sent with it stays on record.`))
            remove.mutate({ id });
        }}
      >
        <IconTrash size={18} />
      </ActionIcon>
    </Tooltip>
  );
}
