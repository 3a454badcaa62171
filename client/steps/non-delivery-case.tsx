import { Checkbox, Select, Stack } from '@mantine/core';
import { IconMailQuestion } from '@tabler/icons-react';
import { nonDeliveryCase } from '../../server/core/steps/non-delivery-case.ts';
import { DurationInput } from '../ui/duration-input.tsx';
import { durationWords } from '../ui/duration.ts';
import { CommitText } from './fields/commit-text.tsx';
import { defineView } from './view.tsx';

export const nonDeliveryCaseView = defineView(nonDeliveryCase, {
  color: 'red',
  Icon: IconMailQuestion,
  Summary: ({ config, graph }) =>
    [
      graph.steps.find((one) => one.id === config.send)?.name ?? 'The last email',
      config.watch ? `watched ${durationWords(config.watch)}` : '',
    ]
      .filter(Boolean)
      .join(' · '),
  Form: ({ config, set, graph, problem, readOnly }) => (
    <Stack gap="md">
      <Select
        label="Which email"
        data-field="send"
        data={graph.steps
          .filter((step) => step.type === 'send-email')
          .map((step) => ({ value: step.id, label: step.name }))}
        value={config.send ?? null}
        onChange={(send) => set({ send: send ?? undefined })}
        placeholder="the last one sent"
        clearable
        error={problem('send')}
        disabled={readOnly}
      />
      <DurationInput
        label="Watch for"
        description="An accepted email can still come back for some days. Then the contact goes on."
        value={config.watch}
        onChange={(watch) => set({ watch })}
        error={problem('watch')}
        disabled={readOnly}
      />
      <Checkbox
        label="A portal message that expires unread is a case too"
        data-field="unreadPortal"
        checked={config.unreadPortal ?? false}
        onChange={(event) => set({ unreadPortal: event.currentTarget.checked || undefined })}
        disabled={readOnly}
      />
      <DurationInput
        label="Cases are overdue after"
        value={config.due}
        onChange={(due) => set({ due })}
        error={problem('due')}
        disabled={readOnly}
      />
      <CommitText
        label="For whom"
        description="Who should take the cases, such as “EOB desk”."
        data-field="queue"
        value={config.queue ?? ''}
        onCommit={(queue) => set({ queue: queue.trim() || undefined })}
        error={problem('queue')}
        disabled={readOnly}
        maxLength={80}
      />
      <CommitText
        label="What they should know"
        description="Shown with each case. Nothing about a patient."
        data-field="note"
        multiline
        value={config.note ?? ''}
        onCommit={(note) => set({ note: note.trim() || undefined })}
        error={problem('note')}
        disabled={readOnly}
        maxLength={500}
      />
    </Stack>
  ),
});
