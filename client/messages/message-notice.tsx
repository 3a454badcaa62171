import { Alert, Anchor, Button, Group, Stack } from '@mantine/core';
import { IconHandStop, IconMailQuestion, IconRotate, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { DoubtDecision } from './doubt-decision.tsx';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import type { MessageDetails } from './use-messages.ts';

/** What must not be overlooked of a message, and what can be done about it. */
export function MessageNotice({ message, shared }: Pick<MessageDetails, 'message' | 'shared'>) {
  return (
    <>
      {message.caseId && (
        <Alert color="red" variant="light" icon={<IconMailQuestion size={18} />} p="sm">
          {message.resendOf ? 'This is the one resend of a message that was not delivered. ' : 'It was not delivered. '}
          <Anchor
            size="sm"
            renderRoot={(props) => <Link {...props} to="/cases/$caseId" params={{ caseId: message.caseId! }} />}
          >
            Its case
          </Anchor>
        </Alert>
      )}
      {message.state === 'in_doubt' && <DoubtDecision message={message} />}
      {message.state === 'held' && <Held message={message} shared={shared} />}
    </>
  );
}

function Held({ message, shared }: Pick<MessageDetails, 'message' | 'shared'>) {
  const may = useMay('messages.release');
  const release = useMutation(
    trpc.messages.release.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ released }) => {
        notifyDone(
          released > 1
            ? `${released} messages are in the queue again and will be looked at afresh.`
            : 'It is in the queue again and will be looked at afresh.',
        );
        await queryClient.invalidateQueries({ queryKey: trpc.messages.get.queryKey({ id: message.id }) });
      },
    }),
  );
  if (shared && shared.length > 0)
    return (
      <Alert color="orange" icon={<IconUsers size={18} />} title="Nothing was sent: the address is shared">
        <Stack gap="xs" align="flex-start">
          <span>
            {shared.length === 1 ? 'Another contact reads' : `${shared.length} other contacts read`} this address too:{' '}
            {shared.map((id, index) => (
              <Anchor
                key={id}
                size="sm"
                renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId: id }} />}
              >
                {index > 0 && ', '}contact {index + 1}
              </Anchor>
            ))}
            . Let it go only if that is meant. It then holds for later mail as well, until the address or those who
            share it change.
          </span>
          {may && (
            <Button
              size="xs"
              variant="white"
              color="orange"
              loading={release.isPending}
              onClick={() => release.mutate({ id: message.id, sharedWith: shared })}
            >
              It is meant: send
            </Button>
          )}
        </Stack>
      </Alert>
    );
  return (
    <Alert color="orange" icon={<IconHandStop size={18} />} title="Nothing was sent">
      <Stack gap="xs" align="flex-start">
        <span>
          {reasonWords(message.reason)}. Put that right, then try again: the selector decides anew, without exceptions.
        </span>
        {may && (
          <Group>
            <Button
              size="xs"
              variant="white"
              color="orange"
              leftSection={<IconRotate size={14} />}
              loading={release.isPending}
              onClick={() => release.mutate({ id: message.id, ...(shared ? { sharedWith: shared } : {}) })}
            >
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
