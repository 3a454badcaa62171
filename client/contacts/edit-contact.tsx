import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { ContactForm } from './contact-form.tsx';

/** Edits a contact. Opening it reveals the values, which the audit log records. */
export function EditContact({
  contactId,
  definitions,
  onClose,
  onSaved,
}: {
  contactId: string;
  definitions: readonly AttributeDefinition[];
  onClose: () => void;
  onSaved: () => void;
}) {
  const reveal = useMutation(
    trpc.contacts.reveal.mutationOptions({
      gcTime: 0,
      onError: (error) => {
        notifyFailed(error);
        onClose();
      },
    }),
  );
  const { mutate, data } = reveal;
  useEffect(() => mutate({ id: contactId }), [mutate, contactId]);
  const save = useMutation(
    trpc.contacts.save.mutationOptions({
      onSuccess: async () => {
        onSaved();
        await queryClient.invalidateQueries({ queryKey: trpc.contacts.pathKey() });
        notifyDone('Saved. Waits that depend on what changed follow.');
        onClose();
      },
    }),
  );
  if (!data) return null;
  return (
    <ContactForm
      title="Edit the contact"
      definitions={definitions}
      initial={data.values}
      submitLabel="Save"
      onSubmit={(attributes, sharedAddress) =>
        save.mutate({ id: contactId, revision: data.revision, attributes, sharedAddress })
      }
      onClose={onClose}
      busy={save.isPending}
      error={save.error}
    />
  );
}
