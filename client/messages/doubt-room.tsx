import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { failureOf } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { DoubtButtons } from './doubt-decision.tsx';
import styles from './messages.module.css';
import { useMessages } from './use-messages.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Messages that may have arrived: settled by what is heard of them, or, after some days, by a person. */
export function DoubtRoom() {
  const { rows, hasNextPage, isFetchingNextPage, isPending, error, fetchNextPage, refetch } = useMessages({
    states: ['in_doubt'],
  });
  const failure = failureOf(error);
  return (
    <Page
      title="In doubt"
      lead="Handed over, and no answer came. Nothing is sent again by itself. A bounce, an open, a reply or a look into the portal settles it; after three days a person decides."
      actions={<Anchor renderRoot={(props) => <Link {...props} to="/messages" />}>All messages</Anchor>}
    >
      {isPending ? (
        <Loading what="messages" />
      ) : error ? (
        <Empty
          icon={<IconMailCheck size={28} />}
          title="The list cannot be shown"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.'}
        </Empty>
      ) : rows.length === 0 ? (
        <Empty icon={<IconMailCheck size={28} />} title="Nothing is in doubt">
          Every message that was handed over got its answer.
        </Empty>
      ) : (
        <Stack component="ul" gap="sm" className={styles['rows']} aria-label="Messages in doubt">
          {rows.map((message) => (
            <Paper key={message.id} component="li" withBorder radius="md" p="md" bg="var(--stepwell-card)">
              <Group justify="space-between" gap="md">
                <div>
                  <Anchor
                    fw={600}
                    renderRoot={(props) => (
                      <Link {...props} to="/messages/$messageId" params={{ messageId: message.id }} preload={false} />
                    )}
                  >
                    {message.template} to {message.recipient.name}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {message.recipient.email} · {message.journey ?? 'a journey that is gone'} · in doubt since{' '}
                    {moment.format(message.finishedAt ?? message.queuedAt)}
                    {message.doubtResent && ' · sent once more already'}
                  </Text>
                </div>
                <DoubtButtons message={message} />
              </Group>
            </Paper>
          ))}
        </Stack>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}
