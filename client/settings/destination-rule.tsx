import { Button, Group, Modal, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { Destination } from './destination-words.ts';

interface Values {
  domain: string;
  pinned: boolean;
  /** A number field that is empty holds text. */
  parallel: number | string;
  perMinute: number | string;
}

/** Says something of a domain: that it is a partner, how much it may be sent. Saying nothing takes the rule away. */
export function DestinationRule({ destination, onClose }: { destination: Destination | null; onClose: () => void }) {
  const form = useForm<Values>({
    initialValues: {
      domain: destination?.domain ?? '',
      pinned: destination?.pinned ?? false,
      parallel: destination?.parallel ?? '',
      perMinute: destination?.perMinute ?? '',
    },
    validate: {
      domain: (text) => (/^@?[^\s@]+\.[^\s@]+$/.test(text.trim()) ? null : 'A domain, such as clinic.example'),
    },
  });
  const save = useMutation(
    trpc.destinations.setRule.mutationOptions({
      onSuccess: async ({ domain }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.destinations.pathKey() });
        notifyDone(`Saved for ${domain}. It holds within ten seconds.`);
        onClose();
      },
      onError: notifyFailed,
    }),
  );
  const submit = form.onSubmit(({ domain, pinned, parallel, perMinute }) =>
    save.mutate({
      domain: domain.trim(),
      pinned,
      parallel: typeof parallel === 'number' ? parallel : null,
      perMinute: typeof perMinute === 'number' ? perMinute : null,
    }),
  );
  return (
    <Modal opened onClose={onClose} title={destination ? destination.domain : 'Rule for a domain'} centered>
      <form onSubmit={submit}>
        <Stack>
          {!destination && (
            <TextInput
              label="Domain"
              description="The part of addresses after the @."
              data-autofocus
              {...form.getInputProps('domain')}
            />
          )}
          <Switch
            label="Partner: its certificate is always valid"
            description="Counts as T3 while the certificate of its mail server is valid for its name. Without a valid one it counts as what it shows."
            {...form.getInputProps('pinned', { type: 'checkbox' })}
          />
          <NumberInput
            label="Deliveries at a time"
            description="Of all workers together. Empty: as everywhere, 8 for each worker."
            min={1}
            max={100}
            allowDecimal={false}
            clampBehavior="strict"
            {...form.getInputProps('parallel')}
          />
          <NumberInput
            label="Messages a minute"
            description="Of all workers together. Empty: no limit but the one its servers ask for."
            min={1}
            max={100_000}
            allowDecimal={false}
            clampBehavior="strict"
            thousandSeparator=","
            {...form.getInputProps('perMinute')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save rule
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
