import { Box, Button, Group, Menu, Select, Stack, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Tag } from '../ui/tag.tsx';
import {
  type StaffAttestation,
  actorWords,
  attestationWords,
  grouped,
  problemWords,
  sourceWords,
  staffAttestations,
  stateWords,
} from './reach-words.ts';

type Item = inferRouterOutputs<AppRouter>['recipientKeys']['get']['keys'][number];

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const on = (at: number) => day.format(new Date(at));

/** One key: where it stands and why, and what staff can do with it. */
export function KeyCard({ contactId, item, onChanged }: { contactId: string; item: Item; onChanged: () => void }) {
  const { label, tone } = stateWords[item.state];
  return (
    <Box p="sm" style={{ border: '1px solid var(--stepwell-line)', borderRadius: 8 }} data-key={item.state}>
      <Stack gap={4}>
        <Group gap="xs" justify="space-between">
          <Text size="sm" fw={600}>
            {item.kind === 'smime' ? 'S/MIME certificate' : 'PGP key'}
          </Text>
          <Tag tone={tone}>{label}</Tag>
        </Group>
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }} aria-label="Fingerprint">
          {grouped(item.fingerprint)}
        </Text>
        <Text size="xs" c="dimmed">
          {facts(item).join(' · ')}
        </Text>
        {item.problem !== null && <Text size="sm">{problemWords(item.problem)}</Text>}
        <Actions contactId={contactId} item={item} onChanged={onChanged} />
      </Stack>
    </Box>
  );
}

function facts(item: Item): string[] {
  const source =
    item.attestation !== null
      ? attestationWords[item.attestation]
      : item.proof === 'possession'
        ? 'Possession proven'
        : sourceWords[item.source];
  return [
    source,
    `by ${actorWords(item.by)}`,
    item.verifiedAt === null ? `given ${on(item.foundAt)}` : `verified ${on(item.verifiedAt)}`,
    item.expiresAt === null
      ? 'does not expire'
      : `${item.state === 'expired' ? 'ended' : 'until'} ${on(item.expiresAt)}`,
    ...(item.challenges.length > 0 ? ['a code is under way'] : []),
  ];
}

function Actions({ contactId, item, onChanged }: { contactId: string; item: Item; onChanged: () => void }) {
  const may = useMay('contacts.edit');
  const [attested, setAttested] = useState<StaffAttestation | null>(null);
  const done = (words: string) => ({ onError: notifyFailed, onSuccess: () => notifyDone(words), onSettled: onChanged });
  const confirm = useMutation(trpc.recipientKeys.confirm.mutationOptions(done('The new key is in use.')));
  const stop = useMutation(trpc.recipientKeys.stop.mutationOptions(done('Done. It holds from the next message on.')));
  if (!may || item.state === 'superseded') return null;
  const about = { contactId, keyId: item.id };
  if (item.state === 'waiting')
    return (
      <Stack gap="xs" mt={4}>
        <Select
          size="xs"
          label="Ask them over another channel. How do you know?"
          placeholder="Choose"
          data={staffAttestations.map((value) => ({ value, label: attestationWords[value] }))}
          value={attested}
          onChange={(next) => setAttested(staffAttestations.find((one) => one === next) ?? null)}
        />
        <Group gap="xs">
          <Button
            size="xs"
            disabled={attested === null}
            loading={confirm.isPending}
            onClick={() => attested && confirm.mutate({ ...about, attested })}
          >
            Use it instead
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={stop.isPending}
            onClick={() => stop.mutate({ ...about, ending: 'refused' })}
          >
            Refuse it
          </Button>
        </Group>
      </Stack>
    );
  const inUse = item.state === 'enrolled' || item.state === 'discovered';
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          style={{ alignSelf: 'flex-start' }}
          loading={stop.isPending}
          rightSection={<IconChevronDown size={12} />}
        >
          Stop using it
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {inUse && (
          <Menu.Item onClick={() => stop.mutate({ ...about, ending: 'reported-lost' })}>
            Lost, or in other hands: mail waits in the portal
          </Menu.Item>
        )}
        <Menu.Item onClick={() => stop.mutate({ ...about, ending: 'withdrawn' })}>
          Withdraw: mail goes as if it had never been there
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
