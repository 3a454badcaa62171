import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type CallChannel, callChannels, callChannelWords } from '../../server/core/portal/call.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';

/** A code to read out, after saying how the person on the line is known. Shown this once. */
export function HandOver({ contactId }: { contactId: string }) {
  const [verifiedBy, setVerifiedBy] = useState<CallChannel | null>(null);
  const make = useMutation(trpc.portal.handOver.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  if (make.data)
    return (
      <Alert color="teal" mt="sm" title="Read this out">
        <Text ff="monospace" fz={28} fw={700} lts="0.06em">
          {make.data.code}
        </Text>
        <Text size="sm">
          It works once, for {make.data.minutes} minutes. They enter it where the link in their email leads, or at{' '}
          <strong>{make.data.address}</strong> with their email address. Never send it by email.
        </Text>
      </Alert>
    );
  return (
    <Stack gap="sm" mt="sm">
      <Radio.Group
        label="How do you know who it is?"
        value={verifiedBy}
        onChange={(value) => setVerifiedBy(callChannels.find((one) => one === value) ?? null)}
      >
        <Stack gap={6} mt={6}>
          {callChannels.map((one) => (
            <Radio key={one} value={one} label={callChannelWords[one]} />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button
          size="xs"
          disabled={verifiedBy === null}
          loading={make.isPending}
          onClick={() => verifiedBy && make.mutate({ contactId, verifiedBy })}
        >
          Make the code
        </Button>
        <Text size="xs" c="dimmed">
          Who asked, for whom and how they were known is written to the audit log.
        </Text>
      </Group>
    </Stack>
  );
}
