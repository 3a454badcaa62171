import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { FormCard } from './form-card.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { WebhookMenu } from './webhook-menu.tsx';
import type { Webhook } from './webhook.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Where webhook steps may send to, and how it went. */
export function WebhooksTab() {
  const may = useMay('webhooks.edit');
  const { data } = useSuspenseQuery({ ...trpc.webhooks.list.queryOptions(), refetchInterval: 15_000 });
  const [adding, setAdding] = useState(false);
  return (
    <FormCard
      title="Webhooks"
      lead="Other systems that journeys may tell. Every call is signed and tried again until it is answered; it carries ids only, unless a business associate agreement covers the system."
    >
      {may && (
        <Group>
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            New endpoint
          </Button>
        </Group>
      )}
      {data.length === 0 && (
        <Empty icon={<IconWebhook size={28} />} title="No system is told yet">
          Make an endpoint, give its secret to whoever runs it, then name it in a webhook step.
        </Empty>
      )}
      <Stack gap="sm">
        {data.map((webhook) => (
          <EndpointCard key={webhook.id} webhook={webhook} mayEdit={may} />
        ))}
      </Stack>
      {adding && <WebhookDialog webhook={null} onClose={() => setAdding(false)} />}
    </FormCard>
  );
}

function EndpointCard({ webhook, mayEdit }: { webhook: Webhook; mayEdit: boolean }) {
  const [opened, setOpened] = useState(false);
  const { name, url, baa, week, previousUntil } = webhook;
  return (
    <Paper withBorder radius="md" p="md">
      <Group justify="space-between" wrap="wrap" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 280px' }}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <Badge color={baa ? 'teal' : 'gray'} variant={baa ? 'filled' : 'default'} tt="none">
              {baa ? 'Covered by a BAA' : 'Ids only'}
            </Badge>
            {previousUntil && (
              <Badge color="yellow" variant="light" tt="none">
                old secret until {day.format(new Date(previousUntil))}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Text>
          <Text size="sm" mt={4}>
            Last 7 days: {week.delivered.toLocaleString()} delivered · {week.failed.toLocaleString()} failed
            {week.waiting > 0 && ` · ${week.waiting.toLocaleString()} waiting`}
          </Text>
        </div>
        <Group gap={4} wrap="nowrap">
          <Button variant="subtle" onClick={() => setOpened(!opened)} aria-expanded={opened}>
            {opened ? 'Hide calls' : 'Calls'}
          </Button>
          {mayEdit && <WebhookMenu webhook={webhook} />}
        </Group>
      </Group>
      {opened && <WebhookDeliveries id={webhook.id} />}
    </Paper>
  );
}
