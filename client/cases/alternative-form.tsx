import { Select, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CaseChannel } from '../../server/core/cases/machine.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { channelOptions } from './case-words.ts';
import { NoteField, WriteDown } from './form-parts.tsx';

/** By which other way the contact gets it. */
export function AlternativeForm({
  id,
  onDone,
  onCancel,
}: {
  id: string;
  onDone: () => Promise<void>;
  onCancel: () => void;
}) {
  const [channel, setChannel] = useState<CaseChannel>('post');
  const [note, setNote] = useState('');
  const arrange = useMutation(
    trpc.cases.arrange.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        notifyDone('Written down. Close the case when nothing more is to be done.');
        await onDone();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        arrange.mutate({ id, channel, ...(note.trim() ? { note: note.trim() } : {}) });
      }}
    >
      <Stack gap="sm" mt="md">
        <Select
          label="How will they get it?"
          data={channelOptions}
          value={channel}
          onChange={(next) => setChannel(channelOptions.find((one) => one.value === next)?.value ?? 'post')}
          allowDeselect={false}
          maw={320}
        />
        <NoteField value={note} onChange={setNote} />
        <WriteDown loading={arrange.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
