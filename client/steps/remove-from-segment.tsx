import { IconTagOff } from '@tabler/icons-react';
import { removeFromSegment } from '../../server/core/steps/remove-from-segment.ts';
import { PickSet } from './fields/pick-set.tsx';
import { defineView } from './view.tsx';

export const removeFromSegmentView = defineView(removeFromSegment, {
  color: 'lime',
  Icon: IconTagOff,
  Summary: ({ config }) => (config.segment ? `“${config.segment}”` : 'Choose a segment'),
  Form: ({ config, set, catalog, problem, readOnly }) => (
    <PickSet
      value={config.segment}
      onChange={(segment) => set({ segment })}
      catalog={catalog}
      error={problem('segment')}
      readOnly={readOnly}
    />
  ),
});
