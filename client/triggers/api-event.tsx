import { IconPlugConnected } from '@tabler/icons-react';
import { apiEvent } from '../../server/core/triggers/api-event.ts';
import { CommitText } from '../steps/fields/commit-text.tsx';
import { defineTriggerView } from './view.tsx';

export const apiEventView = defineTriggerView(apiEvent, {
  Icon: IconPlugConnected,
  Summary: ({ config }) => (config.name ? `Event “${config.name}” arrives` : 'An API event arrives: name it'),
  Form: ({ config, set, problem, field, readOnly }) => (
    <CommitText
      label="Event name"
      description="Every contact this event arrives for enters, once."
      placeholder="appointment_booked"
      data-field={field('name')}
      value={config.name ?? ''}
      onCommit={(name) => set({ name: name.trim() })}
      error={problem('name')}
      disabled={readOnly}
      maxLength={120}
    />
  ),
});
