import { Alert, Button, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import { Facts } from './facts.tsx';
import styles from './messages.module.css';

/** What the message said: sealed until someone with the right asks, and that is written down. */
export function ContentPanel({ messageId }: { messageId: string }) {
  const may = useMay('messages.reveal');
  const [form, setForm] = useState('html');
  const reveal = useMutation(trpc.messages.reveal.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  const copy = reveal.data;
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Content">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          Content
        </Title>
        {copy ? (
          <Button size="xs" variant="default" leftSection={<IconEyeOff size={14} />} onClick={() => reveal.reset()}>
            Hide
          </Button>
        ) : (
          may && (
            <Button
              size="xs"
              leftSection={<IconEye size={14} />}
              loading={reveal.isPending}
              onClick={() => reveal.mutate({ id: messageId })}
            >
              Reveal
            </Button>
          )
        )}
      </Group>
      {copy ? (
        <Stack gap="sm">
          <Alert color="orange" variant="light" p="xs">
            Patient data. That you looked at it is in the audit log.
          </Alert>
          <Facts facts={{ From: copy.from, To: copy.to, Subject: copy.subject }} />
          <SegmentedControl
            aria-label="Show as"
            size="xs"
            w="fit-content"
            value={form}
            onChange={setForm}
            data={[
              { value: 'html', label: 'As sent' },
              { value: 'text', label: 'Plain text' },
            ]}
          />
          {form === 'html' ? (
            // No scripts, no forms, no addresses of its own; images and links lead nowhere from here.
            <iframe
              title="The message as sent"
              sandbox=""
              srcDoc={withoutLoading(copy.html)}
              className={styles['preview']}
            />
          ) : (
            <Text component="pre" size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {copy.text}
            </Text>
          )}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {may
            ? 'A sealed copy is kept. Looking at it is written to the audit log.'
            : 'A sealed copy is kept. Your role may not open it.'}
        </Text>
      )}
    </Paper>
  );
}

/** Staff looking at a message must not count as the patient opening it. */
function withoutLoading(html: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  return html.includes('<head>') ? html.replace('<head>', `<head>${policy}`) : policy + html;
}
