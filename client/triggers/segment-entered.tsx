import { IconUsersGroup } from '@tabler/icons-react';
import { segmentEntered } from '../../server/core/triggers/segment-entered.ts';
import { Pick } from './pick.tsx';
import { defineTriggerView } from './view.tsx';

export const segmentEnteredView = defineTriggerView(segmentEntered, {
  Icon: IconUsersGroup,
  Summary: ({ config }) => (config.segment ? `Comes into “${config.segment}”` : 'Comes into a segment: choose which'),
  Form: ({ config, set, catalog, problem, field, readOnly }) => (
    <Pick
      label="Segment"
      description="Who is in it when the journey is published does not enter: start the journey for them. Nor does anyone by an edit of its rule."
      data-field={field('segment')}
      names={catalog.segments.map((one) => one.name)}
      value={config.segment}
      onChange={(segment) => set({ segment })}
      empty="No segment of that name"
      error={problem('segment')}
      disabled={readOnly}
    />
  ),
});
