import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { senderForm } from '../../server/core/organization/sender.ts';
import { type PhiClass, phiClasses } from '../../server/core/phi.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { classWords } from './policy-words.ts';
import type { Sender } from './sender.ts';

interface Values {
  name: string;
  fromName: string;
  address: string;
  replyTo: string;
  floor: PhiClass;
}

/** Makes a sender identity, or changes `sender`. */
export function SenderDialog({
  sender,
  onClose,
  onMade,
}: {
  sender: Sender | null;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const form = useForm<Values>({
    initialValues: {
      name: sender?.name ?? '',
      fromName: sender?.fromName ?? '',
      address: sender?.address ?? '',
      replyTo: sender?.replyTo ?? '',
      floor: phiClasses.find((one) => one === sender?.floor) ?? 'P0',
    },
    validate: (values) => {
      const parsed = senderForm.safeParse(formOf(values));
      if (parsed.success) return {};
      return Object.fromEntries(
        parsed.error.issues.map((issue) => [issue.path[0], faults[String(issue.path[0])] ?? issue.message]),
      );
    },
  });
  const done = async (id: string, message: string) => {
    await queryClient.invalidateQueries({ queryKey: trpc.senders.list.queryKey() });
    notifyDone(message);
    onMade(id);
  };
  const create = useMutation(trpc.senders.create.mutationOptions({ onError: notifyFailed }));
  const update = useMutation(trpc.senders.update.mutationOptions({ onError: notifyFailed }));
  const submit = (values: Values) => {
    const { name, ...rest } = formOf(values);
    if (sender) update.mutate({ id: sender.id, ...rest }, { onSuccess: () => void done(sender.id, 'Saved.') });
    else
      create.mutate(
        { name, ...rest },
        { onSuccess: ({ id }) => void done(id, 'Made, with its signing keys. Now publish the records.') },
      );
  };
  return (
    <Modal opened onClose={onClose} title={sender ? sender.name : 'New sender identity'} centered>
      <form onSubmit={form.onSubmit(submit)}>
        <Stack>
          {!sender && (
            <TextInput
              label="Name"
              description="How journeys refer to it. It stays as it is."
              data-autofocus
              {...form.getInputProps('name')}
            />
          )}
          <TextInput
            label="Shown as"
            description="What recipients see before the address."
            {...form.getInputProps('fromName')}
          />
          <TextInput
            label="Address"
            type="email"
            description={sender ? 'Another domain has to be verified anew.' : undefined}
            {...form.getInputProps('address')}
          />
          <TextInput
            label="Replies to"
            type="email"
            placeholder="The same address"
            {...form.getInputProps('replyTo')}
          />
          <Select
            label="Treat its mail as at least"
            description={classWords[form.values.floor].help}
            data={phiClasses.map((phi) => ({ value: phi, label: classWords[phi].label }))}
            allowDeselect={false}
            {...form.getInputProps('floor')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {sender ? 'Save' : 'Make it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const faults: Record<string, string> = {
  name: 'Write a name of up to 80 characters, without quotes or angle brackets.',
  fromName: 'Write a name of up to 120 characters, without quotes or angle brackets.',
  address: 'Write a whole e-mail address.',
  replyTo: 'Write a whole e-mail address, or leave it empty.',
};

function formOf(values: Values) {
  return { ...values, replyTo: values.replyTo.trim() || null };
}
