import { Alert, Button, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconPlayerStop, IconUsers } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import type { ImportRow } from './import-types.ts';

const figure = new Intl.NumberFormat('en-US');

/** An import under way or over: how far, how many of each, what can be done now. */
export function ImportRun({ row, onAnother }: { row: ImportRow; onAnother: () => void }) {
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.imports.pathKey() });
  const cancel = useMutation(trpc.imports.cancel.mutationOptions({ onError: notifyFailed, onSuccess: reload }));
  const start = useMutation(trpc.imports.start.mutationOptions({ onError: notifyFailed, onSuccess: reload }));
  const moving = row.state === 'waiting' || row.state === 'running';
  const share = row.totalBytes === 0 ? 0 : row.doneBytes / row.totalBytes;
  const checked = row.state === 'done' && row.dryRun;
  return (
    <Stack>
      <Paper withBorder p="lg" radius="md" bg="var(--stepwell-card)">
        <Group justify="space-between" mb="xs">
          <Title order={2} size="h4">
            {headline(row)}
          </Title>
          <Text c="dimmed" size="sm">
            {row.fileName}
            {row.listName && ` → list “${row.listName}”`}
          </Text>
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={share * 100}
            animated={moving}
            color={row.state === 'failed' ? 'red' : row.state === 'cancelled' ? 'orange' : undefined}
            aria-label="Share of the file that is done"
          />
        </Progress.Root>
        <Group justify="space-between" mt={6}>
          <Text size="sm" c="dimmed" aria-live="polite">
            {Math.floor(share * 100)} % of {size(row.totalBytes)}, up to line {figure.format(Math.max(1, row.line - 1))}
          </Text>
          {moving && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlayerStop size={14} />}
              loading={cancel.isPending}
              onClick={() => cancel.mutate({ id: row.id })}
            >
              Stop here
            </Button>
          )}
        </Group>
      </Paper>
      {row.problem && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The import stopped">
          {row.problem}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <Figure label={row.dryRun ? 'would be new' : 'new'} n={row.created} color="teal" />
        <Figure label={row.dryRun ? 'would change' : 'changed'} n={row.updated} color="blue" />
        <Figure label="already so" n={row.unchanged} color="dimmed" />
        <Figure
          label={row.dryRun ? 'would be rejected' : 'rejected'}
          n={row.rejected}
          color={row.rejected ? 'red' : 'dimmed'}
        />
      </SimpleGrid>
      <Group gap="sm">
        {row.rejected > 0 && (
          <Button
            component="a"
            href={`/api/app/imports/${row.id}/rejects.csv`}
            download
            variant={checked ? 'default' : 'filled'}
            leftSection={<IconDownload size={16} />}
          >
            Rejected rows with reasons
          </Button>
        )}
        {checked && row.options && (
          <Button
            loading={start.isPending}
            onClick={() =>
              row.options &&
              start.mutate({
                id: row.id,
                mapping: row.mapping,
                options: { ...row.options, dryRun: false },
                list: row.options.list ?? null,
              })
            }
          >
            Import for real
          </Button>
        )}
        {!moving && !checked && (
          <Button
            variant="default"
            leftSection={<IconUsers size={16} />}
            renderRoot={(props) => <Link {...props} to="/contacts" />}
          >
            See the contacts
          </Button>
        )}
        {!moving && (
          <Button variant="subtle" onClick={onAnother}>
            Another file
          </Button>
        )}
      </Group>
      {moving && (
        <Text size="sm" c="dimmed">
          It goes on when you leave this page, and after a restart of the server.
        </Text>
      )}
    </Stack>
  );
}

function Figure({ label, n, color }: { label: string; n: number; color: string }) {
  return (
    <Paper withBorder p="md" radius="md" bg="var(--stepwell-card)">
      <Text size="xl" fw={700} c={color} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {figure.format(n)}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Paper>
  );
}

function headline(row: ImportRow): string {
  const what = row.dryRun ? 'Checking' : 'Importing';
  switch (row.state) {
    case 'done':
      return row.dryRun ? 'Checked; nothing was written' : 'Imported';
    case 'failed':
      return 'It stopped';
    case 'cancelled':
      return 'Stopped; rows that went in stay in';
    case 'waiting':
      return `${what} in a moment`;
    default:
      return what;
  }
}

function size(bytes: number): string {
  if (bytes < 1 << 20) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(bytes / (1 << 20)).toFixed(1)} MB`;
}
