import { Alert, Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconShieldLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type WebhookForm, webhookForm } from '../../server/core/webhook/endpoint.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { NewSecret } from './webhook-secret.tsx';
import type { Webhook } from './webhook.ts';

/** Makes an endpoint and shows its secret once, or changes `webhook`. */
export function WebhookDialog({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const form = useForm<WebhookForm>({
    initialValues: { name: webhook?.name ?? '', url: webhook?.url ?? 'https://', baa: webhook?.baa ?? false },
    validate: (values) => {
      const parsed = webhookForm.safeParse(values);
      if (parsed.success) return {};
      return Object.fromEntries(
        parsed.error.issues.map((issue) => [issue.path[0], faults[String(issue.path[0])] ?? issue.message]),
      );
    },
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: trpc.webhooks.list.queryKey() });
  const create = useMutation(trpc.webhooks.create.mutationOptions({ onSuccess: refresh, onError: notifyFailed }));
  const update = useMutation(
    trpc.webhooks.update.mutationOptions({
      onSuccess: async () => {
        await refresh();
        notifyDone('Saved.');
        onClose();
      },
      onError: notifyFailed,
    }),
  );
  if (create.data) return <NewSecret secret={create.data.secret} onClose={onClose} />;
  const submit = ({ name, url, baa }: WebhookForm) =>
    webhook ? update.mutate({ id: webhook.id, url, baa }) : create.mutate({ name, url, baa });
  return (
    <Modal opened onClose={onClose} title={webhook ? webhook.name : 'New webhook endpoint'} centered>
      <form onSubmit={form.onSubmit(submit)}>
        <Stack>
          {!webhook && (
            <TextInput
              label="Name"
              description="How journeys refer to it. It stays as it is."
              data-autofocus
              {...form.getInputProps('name')}
            />
          )}
          <TextInput
            label="URL"
            type="url"
            description="https, with a certificate that holds, outside this network. Redirects are not followed."
            {...form.getInputProps('url')}
          />
          <Switch
            label="A business associate agreement covers it"
            description="Steps may then send chosen attributes there. Without, it is told ids only."
            {...form.getInputProps('baa', { type: 'checkbox' })}
          />
          {form.values.baa && !webhook?.baa && (
            <Alert color="orange" icon={<IconShieldLock size={18} />} py={8}>
              You confirm that the agreement is signed. The audit log keeps who said so.
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {webhook ? 'Save' : 'Make it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const faults: Record<string, string> = {
  name: 'Write a name of up to 80 characters, without quotes or angle brackets.',
  url: 'Write a whole URL that begins with https://, without a password or # in it.',
};
