import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core';
import { type Icon as IconType, IconCopy, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import type { Campaign } from './figures.tsx';

/** What can be done with a campaign now: hold it, let it go on, end it, begin another like it. */
export function CampaignActions({ campaign, compact = false }: { campaign: Campaign; compact?: boolean }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayPublish = useMay('journeys.publish');
  const [ending, setEnding] = useState(false);
  const move = useMutation(
    trpc.journeys.setState.mutationOptions({
      onSuccess: () => {
        setEnding(false);
        return queries.invalidateQueries(trpc.campaigns.pathFilter());
      },
      onError: notifyFailed,
    }),
  );
  if (!mayPublish) return null;
  const { id, state, name, waiting, waitingForTime } = campaign;
  const going = state === 'scheduled' || state === 'sending';
  const left = waiting + waitingForTime;
  return (
    <Group gap={8} wrap={compact ? 'nowrap' : 'wrap'}>
      {going && (
        <Action
          label="Pause"
          Icon={IconPlayerPause}
          compact={compact}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'pause' })}
        />
      )}
      {state === 'paused' && (
        <Action
          label="Resume"
          Icon={IconPlayerPlay}
          compact={compact}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'resume' })}
        />
      )}
      {(going || state === 'paused') && (
        <Action label="Cancel" Icon={IconX} compact={compact} onClick={() => setEnding(true)} />
      )}
      {campaign.plan && (
        <Action
          label="Duplicate"
          Icon={IconCopy}
          compact={compact}
          onClick={() => void navigate({ to: '/campaigns/new', search: { from: id } })}
        />
      )}
      <Modal opened={ending} onClose={() => setEnding(false)} title="Cancel this campaign?" radius="lg">
        <Text>
          “{name}” ends now.{' '}
          {left > 0 ? `${left} ${left === 1 ? 'person' : 'people'} still to come will not get it.` : ''} What is sent
          stays sent. This cannot be undone; you can duplicate it.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setEnding(false)}>
            Keep it
          </Button>
          <Button color="red.8" loading={move.isPending} onClick={() => move.mutate({ id, move: 'end' })}>
            Cancel the campaign
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}

function Action({
  label,
  Icon,
  compact,
  loading = false,
  onClick,
}: {
  label: string;
  Icon: IconType;
  compact: boolean;
  loading?: boolean;
  onClick: () => void;
}) {
  if (compact)
    return (
      <Tooltip label={label}>
        <ActionIcon variant="default" size={34} radius="md" aria-label={label} loading={loading} onClick={onClick}>
          <Icon size={17} />
        </ActionIcon>
      </Tooltip>
    );
  return (
    <Button variant="default" leftSection={<Icon size={16} />} loading={loading} onClick={onClick}>
      {label}
    </Button>
  );
}
