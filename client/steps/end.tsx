import { Select, Stack } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { end } from '../../server/core/steps/end.ts';
import { CommitText } from './fields/commit-text.tsx';
import { defineView } from './view.tsx';

const REASONS = [
  { value: 'completed', label: 'Completed' },
  { value: 'goal', label: 'Goal reached' },
] as const;

export const endView = defineView(end, {
  color: 'gray',
  Icon: IconFlag,
  Summary: ({ config }) =>
    config.note || (config.reason === 'goal' ? 'Counts as the goal reached' : 'Journey complete'),
  Form: ({ config, set, problem, readOnly }) => (
    <Stack gap="md">
      <Select
        label="Reason"
        description="“Goal reached” counts toward the journey’s goal."
        data-field="reason"
        data={[...REASONS]}
        value={config.reason ?? 'completed'}
        onChange={(next) => set({ reason: REASONS.find((one) => one.value === next)?.value })}
        allowDeselect={false}
        error={problem('reason')}
        disabled={readOnly}
      />
      <CommitText
        label="Shown on the card"
        data-field="note"
        value={config.note ?? ''}
        onCommit={(note) => set({ note: note || undefined })}
        error={problem('note')}
        disabled={readOnly}
        maxLength={500}
      />
    </Stack>
  ),
});
