import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { Sender } from './sender.ts';

/** Proves that whoever runs this identity reads its mail: a code goes to its address and comes back. */
export function SenderAddress({ sender, onChange }: { sender: Sender; onChange: () => Promise<void> }) {
  const may = useMay('senders.edit');
  const [code, setCode] = useState('');
  const ask = useMutation(
    trpc.senders.askCode.mutationOptions({
      onSuccess: async () => {
        await onChange();
        notifyDone(`A code is on its way to ${sender.address}.`);
      },
      onError: notifyFailed,
    }),
  );
  const prove = useMutation(
    trpc.senders.prove.mutationOptions({
      onSuccess: async () => {
        setCode('');
        await onChange();
        notifyDone('The address is proven.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <div>
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          Address
        </Text>
        {sender.addressProvenAt ? <Badge color="teal">Proven</Badge> : <Badge color="orange">Not proven yet</Badge>}
      </Group>
      <Text size="sm" c="dimmed">
        {sender.addressProvenAt
          ? `A code that went to ${sender.address} came back.`
          : `We mail a code to ${sender.address}; type it here. It works for an hour.`}
      </Text>
      {may && !sender.addressProvenAt && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            prove.mutate({ id: sender.id, code });
          }}
        >
          <Group align="flex-end" mt="xs">
            <Button
              variant="default"
              leftSection={<IconMailForward size={16} />}
              loading={ask.isPending}
              onClick={() => ask.mutate({ id: sender.id })}
            >
              {sender.codeAskedAt ? 'Mail another code' : 'Mail the code'}
            </Button>
            {sender.codeAskedAt && (
              <>
                <TextInput
                  label="Code"
                  value={code}
                  onChange={(event) => setCode(event.currentTarget.value)}
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  placeholder="0000 0000"
                  w={160}
                />
                <Button type="submit" disabled={code.replaceAll(/\D/g, '').length < 8} loading={prove.isPending}>
                  Prove it
                </Button>
              </>
            )}
          </Group>
        </form>
      )}
    </div>
  );
}
