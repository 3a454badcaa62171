import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { type Role, roles } from '../../server/core/roles.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { newPassword } from './new-password.ts';
import { roleHelp, roleWords } from './role-words.ts';
import { ShownOnce } from './shown-once.tsx';

const empty = () => ({ name: '', email: '', role: 'marketer' as Role, password: newPassword() });

export function NewUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const form = useForm({
    initialValues: empty(),
    validate: {
      name: (value) => (value.trim() ? null : 'Write a name.'),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : 'Write a whole e-mail address.'),
    },
  });
  const close = () => {
    form.setValues(empty());
    form.clearErrors();
    onClose();
  };
  const create = useMutation(
    trpc.users.create.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
        notifyDone('They can sign in now.');
        close();
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Modal opened={opened} onClose={close} title="Add someone" centered>
      <form onSubmit={form.onSubmit((value) => create.mutate({ ...value, email: value.email.trim() }))}>
        <Stack>
          <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" autoComplete="off" {...form.getInputProps('email')} />
          <Select
            label="Role"
            description={roleHelp[form.values.role]}
            data={roles.map((role) => ({ value: role, label: roleWords[role] }))}
            allowDeselect={false}
            {...form.getInputProps('role')}
          />
          <ShownOnce
            label="First password"
            value={form.values.password}
            help="Tell them by another way than e-mail. It is not shown again."
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
