import { Alert, Checkbox, Group, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CaseChannel } from '../../server/core/cases/machine.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { channelOptions } from './case-words.ts';
import { NoteField, WriteDown } from './form-parts.tsx';

/** Through which channel a person confirmed the address, and whether it is another one now. Sends nothing. */
export function ConfirmForm({
  id,
  onDone,
  onCancel,
}: {
  id: string;
  onDone: () => Promise<void>;
  onCancel: () => void;
}) {
  const [channel, setChannel] = useState<CaseChannel>('phone');
  const [changed, setChanged] = useState(false);
  const [address, setAddress] = useState('');
  const [shared, setShared] = useState(false);
  const [note, setNote] = useState('');
  const confirm = useMutation(
    trpc.cases.confirmAddress.mutationOptions({
      onError: (error) => {
        if (!failureOf(error)) notifyFailed(error);
      },
      onSuccess: async () => {
        notifyDone('Written down. Nothing was sent.');
        await onDone();
      },
    }),
  );
  const failure = failureOf(confirm.error);
  const taken = failure?.code === 'CONTACT_CONFLICT';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({
          id,
          channel,
          ...(changed ? { address: address.trim(), sharedAddress: shared } : {}),
          ...(note.trim() ? { note: note.trim() } : {}),
        });
      }}
    >
      <Stack gap="sm" mt="md">
        <Select
          label="How was it confirmed?"
          data={channelOptions}
          value={channel}
          onChange={(next) => setChannel(channelOptions.find((one) => one.value === next)?.value ?? 'phone')}
          allowDeselect={false}
          maw={320}
        />
        <Radio.Group
          label="The address"
          value={changed ? 'other' : 'same'}
          onChange={(next) => setChanged(next === 'other')}
        >
          <Group gap="lg" mt={6}>
            <Radio value="same" label="is right as it is" />
            <Radio value="other" label="is another one now" />
          </Group>
        </Radio.Group>
        {changed && (
          <TextInput
            label="New address"
            description="It becomes the contact’s address."
            type="email"
            required
            autoComplete="off"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            maw={420}
          />
        )}
        {changed && (taken || shared) && (
          <Checkbox
            label="Another contact has this address too, and that is right"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <NoteField value={note} onChange={setNote} />
        {failure && (
          <Alert color="red" p="sm" role="alert">
            {failureWords(failure)}
          </Alert>
        )}
        <WriteDown loading={confirm.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
