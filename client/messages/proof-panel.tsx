import { Alert, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCertificate, IconFileDownload, IconPrinter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Proof } from '../../server/core/evidence/proof.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import styles from './messages.module.css';

/** What the evidence of one message proves, to be shown to somebody outside: on the screen, printed or as a PDF. */
export function ProofPanel({ messageId }: { messageId: string }) {
  const may = useMay('messages.reveal');
  const make = useMutation(trpc.messages.proof.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  const file = useMutation(
    trpc.messages.proofFile.mutationOptions({ onError: notifyFailed, onSuccess: saveFile, gcTime: 0 }),
  );
  if (!may) return null;
  const proof = make.data;
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Proof of delivery">
      <Group justify="space-between" mb={proof ? 'md' : 0}>
        <div>
          <Title order={2} size="h4">
            Proof of delivery
          </Title>
          {!proof && (
            <Text size="sm" c="dimmed">
              What the evidence proves, and what it does not, for somebody outside. It names the recipient; that it was
              made is in the audit log.
            </Text>
          )}
        </div>
        <Group gap="xs" data-noprint>
          {proof ? (
            <Button size="xs" variant="default" leftSection={<IconPrinter size={14} />} onClick={() => window.print()}>
              Print
            </Button>
          ) : (
            <Button
              size="xs"
              leftSection={<IconCertificate size={14} />}
              loading={make.isPending}
              onClick={() => make.mutate({ id: messageId })}
            >
              Show it
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileDownload size={14} />}
            loading={file.isPending}
            onClick={() => file.mutate({ id: messageId })}
          >
            PDF
          </Button>
        </Group>
      </Group>
      {proof && <Shown proof={proof} />}
    </Paper>
  );
}

function Shown({ proof }: { proof: Proof }) {
  return (
    <Stack gap="md">
      <Alert color={proof.delivered ? 'teal' : 'orange'} p="sm">
        {proof.verdict}
      </Alert>
      {proof.sections.map(({ title, rows }) => (
        <div key={title}>
          <Title order={3} size="h6" mb={6}>
            {title}
          </Title>
          <dl className={styles['facts']}>
            {rows.map(({ label, value, exact }) => (
              <Row key={label} label={label} value={value} exact={exact === true} />
            ))}
          </dl>
        </div>
      ))}
      <Sentences title="What this proves" lines={proof.proves} />
      <Sentences title="What it does not prove" lines={proof.doesNotProve} />
    </Stack>
  );
}

function Row({ label, value, exact }: { label: string; value: string; exact: boolean }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className={exact ? styles['hash'] : undefined}>{value}</dd>
    </>
  );
}

function Sentences({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h6" mb={6}>
        {title}
      </Title>
      <List size="sm" spacing={4}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </div>
  );
}

function saveFile({ name, base64 }: { name: string; base64: string }): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
