import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone } from '../ui/notify.ts';
import { ContactForm } from './contact-form.tsx';

/** Adds one contact by hand and opens it. */
export function AddContact({ onClose }: { onClose: () => void }) {
  const { data } = useQuery(trpc.attributes.list.queryOptions());
  const navigate = useNavigate();
  const create = useMutation(
    trpc.contacts.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.contacts.pathKey() });
        notifyDone('The contact is added.');
        await navigate({ to: '/contacts/$contactId', params: { contactId: id } });
      },
    }),
  );
  if (!data) return null;
  return (
    <ContactForm
      title="Add a contact"
      definitions={data}
      initial={{}}
      submitLabel="Add"
      onSubmit={(attributes, sharedAddress) => create.mutate({ attributes, sharedAddress })}
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
    />
  );
}
