import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconLockOpen, IconPhone } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Tag, type TagTone } from '../ui/tag.tsx';
import { Facts } from './facts.tsx';
import { HandOver } from './hand-over.tsx';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const LOOKS: Readonly<Record<string, { label: string; tone: TagTone }>> = {
  unread: { label: 'Not read yet', tone: 'yellow' },
  read: { label: 'Read', tone: 'teal' },
  expired: { label: 'Expired', tone: 'gray' },
  recalled: { label: 'Taken back', tone: 'gray' },
};

/** What lies in the portal of a message: whether a person read it, and what staff can do. Nothing for other messages. */
export function PortalPanel({ messageId, contactId }: { messageId: string; contactId: string }) {
  const mayRecall = useMay('portal.recall');
  const mayHandOver = useMay('portal.hand-over');
  const queries = useQueryClient();
  const [handing, setHanding] = useState(false);
  const { data } = useQuery(trpc.portal.ofMessage.queryOptions({ messageId }));
  const again = () => queries.invalidateQueries(trpc.portal.ofMessage.queryFilter({ messageId }));
  const done = (words: string) => ({
    onError: notifyFailed,
    onSuccess: async () => {
      notifyDone(words);
      await again();
    },
  });
  const recall = useMutation(
    trpc.portal.recall.mutationOptions(done('Taken back. The recipient sees that it was withdrawn.')),
  );
  const unlock = useMutation(trpc.portal.unlock.mutationOptions(done('Open again. They can ask for a new code.')));
  const [asked, setAsked] = useState<string | null>(null);
  if (!data || data.rows.length === 0) return null;
  const { rows, access } = data;
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="In the portal">
      <Title order={2} size="h4" mb="sm">
        In the portal
      </Title>
      <Stack gap="md">
        {access?.locked && (
          <Alert color="orange" p="sm">
            <Group justify="space-between">
              <Text size="sm">
                {access.locked === 'staff'
                  ? 'The recipient was locked out three times in a day. Only staff open it again: make sure who they are first.'
                  : `The recipient is locked out after wrong codes, until ${moment.format(access.locked)}.`}
              </Text>
              {mayHandOver && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconLockOpen size={14} />}
                  loading={unlock.isPending}
                  onClick={() => unlock.mutate({ contactId })}
                >
                  Open the lock
                </Button>
              )}
            </Group>
          </Alert>
        )}
        {rows.map((row) => {
          const look = LOOKS[row.state];
          const open = row.state === 'unread' || row.state === 'read';
          return (
            <div key={row.id}>
              <Group gap="xs" mb={6}>
                {look && <Tag tone={look.tone}>{look.label}</Tag>}
                <Text size="sm" fw={600}>
                  {row.answer ? 'Answer by staff' : 'The message'}
                </Text>
              </Group>
              <Facts
                facts={{
                  'First read': row.readAt && `${moment.format(row.readAt)}, by a person who proved who they are`,
                  'There since': moment.format(row.createdAt),
                  'Notice mailed': row.answer && (row.noticedAt === null ? 'Not yet' : moment.format(row.noticedAt)),
                  'Readable until': open && moment.format(row.expiresAt),
                  Expired: row.state === 'expired' && moment.format(row.expiresAt),
                  'Taken back': row.recalledAt && moment.format(row.recalledAt),
                  Opens: open && proofWords(row),
                }}
              />
              {open &&
                mayRecall &&
                (asked === row.id ? (
                  <Group gap="sm" mt="sm">
                    <Text size="sm">Its content is destroyed at once, and there is no way back.</Text>
                    <Button
                      size="xs"
                      color="red"
                      loading={recall.isPending}
                      onClick={() => recall.mutate({ id: row.id }, { onSettled: () => setAsked(null) })}
                    >
                      Take it back
                    </Button>
                    <Button size="xs" variant="default" onClick={() => setAsked(null)}>
                      Leave it
                    </Button>
                  </Group>
                ) : (
                  <Button
                    size="xs"
                    variant="default"
                    mt="sm"
                    leftSection={<IconArrowBackUp size={14} />}
                    onClick={() => setAsked(row.id)}
                  >
                    Take back…
                  </Button>
                ))}
            </div>
          );
        })}
        {mayHandOver && (
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPhone size={14} />}
              aria-expanded={handing}
              onClick={() => setHanding(!handing)}
            >
              Give a code by phone
            </Button>
            {handing && <HandOver contactId={contactId} />}
          </div>
        )}
      </Stack>
    </Paper>
  );
}

function proofWords({ phi, mailboxTrusted }: { phi: string; mailboxTrusted: boolean }): string {
  if (!mailboxTrusted)
    return 'Not with a mailed code: the connection to this mailbox was not what it had been. With a second proof or a code given by phone.';
  return phi === 'P3'
    ? 'With a mailed code and a second proof, or with a code given by phone'
    : 'With a mailed code, or one given by phone';
}
