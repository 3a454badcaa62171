import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconMailPlus } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { FormCard } from './form-card.tsx';
import type { Sender } from './sender.ts';
import { SenderDetails } from './sender-details.tsx';
import { SenderDialog } from './sender-dialog.tsx';

export function SendersTab() {
  const may = useMay('senders.edit');
  const { data } = useSuspenseQuery(trpc.senders.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  return (
    <FormCard
      title="Sender identities"
      lead="Who mail comes from. An identity can send once its domain’s DNS records prove that it may, and its address has answered; until then journeys that use it cannot be published and nothing is sent from it."
    >
      {may && (
        <Group>
          <Button leftSection={<IconMailPlus size={16} />} onClick={() => setAdding(true)}>
            New sender identity
          </Button>
        </Group>
      )}
      {data.length === 0 && (
        <Empty icon={<IconMailPlus size={28} />} title="Nobody can send yet">
          Make a sender identity, publish the DNS records it shows, then check them.
        </Empty>
      )}
      <Stack gap="sm">
        {data.map((sender) => (
          <SenderCard
            key={sender.id}
            sender={sender}
            opened={open === sender.id}
            onToggle={() => setOpen(open === sender.id ? null : sender.id)}
          />
        ))}
      </Stack>
      {adding && (
        <SenderDialog
          sender={null}
          onClose={() => setAdding(false)}
          onMade={(id) => {
            setAdding(false);
            setOpen(id);
          }}
        />
      )}
    </FormCard>
  );
}

function SenderCard({ sender, opened, onToggle }: { sender: Sender; opened: boolean; onToggle: () => void }) {
  return (
    <Paper withBorder radius="md" p="md">
      <Group justify="space-between" wrap="wrap">
        <div>
          <Group gap="xs">
            <Text fw={600}>{sender.name}</Text>
            {sender.verifiedAt ? (
              <Badge color="teal">{sender.verifiedBy === 'demo' ? 'Verified (demo)' : 'Verified'}</Badge>
            ) : (
              <Badge color="orange">Not verified</Badge>
            )}
            {sender.floor !== 'P0' && (
              <Badge variant="default" tt="none">
                always at least {sender.floor}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {sender.fromName} &lt;{sender.address}&gt;
            {sender.replyTo && ` · replies to ${sender.replyTo}`}
          </Text>
        </div>
        <Button variant="subtle" onClick={onToggle} aria-expanded={opened}>
          {opened ? 'Hide DNS records' : 'DNS records and status'}
        </Button>
      </Group>
      {opened && <SenderDetails sender={sender} />}
    </Paper>
  );
}
