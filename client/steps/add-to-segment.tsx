import { Anchor, Text } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { addToSegment } from '../../server/core/steps/add-to-segment.ts';
import { PickSet } from './fields/pick-set.tsx';
import { defineView } from './view.tsx';

export const addToSegmentView = defineView(addToSegment, {
  color: 'lime',
  Icon: IconTag,
  Summary: ({ config }) => (config.segment ? `“${config.segment}”` : 'Choose a segment'),
  Form({ config, set, catalog, problem, readOnly }) {
    return (
      <div>
        <PickSet
          value={config.segment}
          onChange={(segment) => set({ segment })}
          catalog={catalog}
          error={problem('segment')}
          readOnly={readOnly}
        />
        {config.segment && (
          <Text size="xs" c="dimmed" mt={6}>
            Its members can start other journeys. <Anchor href="/segments">See segments</Anchor>
          </Text>
        )}
      </div>
    );
  },
});
