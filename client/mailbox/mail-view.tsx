import { ActionIcon, Alert, Box, Group, SegmentedControl, Switch, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { failureOf, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { AnswerMenu } from './answer-menu.tsx';
import { MailFrame } from './mail-frame.tsx';
import { MethodBadge } from './method-badge.tsx';
import { SourceView } from './source-view.tsx';
import { TravelStrip } from './travelled.tsx';
import { fullTime } from './when.ts';
import styles from './mailbox.module.css';

type Face = 'mail' | 'text' | 'source';

/** One mail as its recipient reads it. */
export function MailView({ id }: { id: string }) {
  const [face, setFace] = useState<Face>('mail');
  const [pictures, setPictures] = useState(true);
  const { data: mail, error } = useQuery(trpc.mailbox.open.queryOptions({ id }, { staleTime: Infinity }));
  if (error)
    return (
      <Alert color="red" title="This mail cannot be shown">
        {failureOf(error)?.message ?? 'The server cannot be reached.'}
      </Alert>
    );
  if (!mail) return <Loading what="the mail" />;
  return (
    <>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <ActionIcon
          hiddenFrom="sm"
          variant="subtle"
          size="lg"
          aria-label="Back to the list"
          renderRoot={(props) => <Link {...props} to="/mailbox/{-$mailId}" params={{ mailId: undefined }} />}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Box style={{ flex: 1, minWidth: 0 }}>
          <Group gap="sm" align="center">
            <Title order={2} size="h3">
              {mail.subject}
            </Title>
            <MethodBadge method={mail.method} />
            <AnswerMenu id={id} />
          </Group>
          <Text fz="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {mail.from} to {mail.recipient}
          </Text>
          <Text fz="sm" c="dimmed">
            {fullTime(mail.at)}
          </Text>
        </Box>
      </Group>
      <TravelStrip mail={mail} />
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label="How to show it"
          value={face}
          onChange={(next) => setFace(next === 'text' || next === 'source' ? next : 'mail')}
          data={[
            { value: 'mail', label: 'As received' },
            { value: 'text', label: 'Plain text' },
            { value: 'source', label: 'Source' },
          ]}
        />
        {face === 'mail' && (
          <Tooltip label="Loading pictures counts as an open, as in any inbox" withArrow>
            <Box>
              <Switch
                size="sm"
                label="Pictures"
                checked={pictures}
                onChange={(event) => setPictures(event.currentTarget.checked)}
              />
            </Box>
          </Tooltip>
        )}
      </Group>
      {face === 'mail' && mail.html !== '' && <MailFrame html={mail.html} pictures={pictures} />}
      {(face === 'text' || (face === 'mail' && mail.html === '')) && <pre className={styles['text']}>{mail.text}</pre>}
      {face === 'source' && <SourceView id={id} />}
    </>
  );
}
