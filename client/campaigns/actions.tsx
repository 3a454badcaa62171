import { Button, Group, Modal, Text } from '@mantine/core';
import { IconCopy, IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import type { Campaign } from './figures.tsx';

/** What can be done with a campaign now: hold it, let it go on, end it, begin another like it. */
export function CampaignActions({ campaign, size = 'sm' }: { campaign: Campaign; size?: 'xs' | 'sm' }) {
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
    <Group gap={8} wrap="nowrap">
      {going && (
        <Button
          size={size}
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'pause' })}
        >
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button
          size={size}
          variant="default"
          leftSection={<IconPlayerPlay size={16} />}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'resume' })}
        >
          Resume
        </Button>
      )}
      {(going || state === 'paused') && (
        <Button size={size} variant="default" leftSection={<IconX size={16} />} onClick={() => setEnding(true)}>
          Cancel
        </Button>
      )}
      {campaign.plan && (
        <Button
          size={size}
          variant="default"
          leftSection={<IconCopy size={16} />}
          renderRoot={(props) => <Link {...props} to="/campaigns/new" search={{ from: id }} />}
        >
          Duplicate
        </Button>
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
