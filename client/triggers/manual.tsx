import { Text } from '@mantine/core';
import { IconHandClick } from '@tabler/icons-react';
import { manual } from '../../server/core/triggers/manual.ts';
import { defineTriggerView } from './view.tsx';

export const manualView = defineTriggerView(manual, {
  Icon: IconHandClick,
  Summary: () => 'Someone starts it',
  Form: () => (
    <Text size="sm" c="dimmed">
      Publish it, then press Start… and choose who. Or have another journey lead here.
    </Text>
  ),
});
