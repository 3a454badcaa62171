import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import {
  IconDots,
  IconHistory,
  IconKeyboard,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSettings,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { trpc } from '../../api/trpc.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import type { JourneyMeta } from '../room.tsx';
import { useCanvas } from '../state/canvas-context.ts';

/** What is needed less often: settings, history, shortcuts; pausing and ending. */
export function MoreMenu({ meta, onMeta }: { meta: JourneyMeta; onMeta: (patch: Partial<JourneyMeta>) => void }) {
  const { view, journeyId } = useCanvas();
  const mayPublish = useMay('journeys.publish');
  const { mutate } = useMutation(
    trpc.journeys.setState.mutationOptions({
      onSuccess: ({ state }) => {
        onMeta({ state, pausedReason: null, pausedFault: null });
        notifyDone(
          { live: 'Running again.', paused: 'Paused: everyone stays where they stand.', ended: 'Ended.' }[state],
        );
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Tooltip label="More">
          <ActionIcon variant="subtle" size={32} aria-label="More">
            <IconDots size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => view.open('settings')}>
          Journey settings
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => view.open('history')}>
          History
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => view.open('keys')}>
          Shortcuts
        </Menu.Item>
        {mayPublish && (meta.state === 'live' || meta.state === 'paused') && <Menu.Divider />}
        {mayPublish && meta.state === 'live' && (
          <Menu.Item
            leftSection={<IconPlayerPause size={16} />}
            onClick={() => mutate({ id: journeyId, move: 'pause' })}
          >
            Pause
          </Menu.Item>
        )}
        {mayPublish && meta.state === 'paused' && (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} />}
            onClick={() => mutate({ id: journeyId, move: 'resume' })}
          >
            Resume
          </Menu.Item>
        )}
        {mayPublish && (meta.state === 'live' || meta.state === 'paused') && (
          <Menu.Item
            color="red"
            leftSection={<IconPlayerStop size={16} />}
            onClick={() => {
              if (window.confirm('End this journey? Everyone still in it leaves, and it cannot be started again.'))
                mutate({ id: journeyId, move: 'end' });
            }}
          >
            End for good…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
