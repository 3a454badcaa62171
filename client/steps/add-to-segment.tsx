import { Anchor, Select, Text } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import { addToSegment } from '../../server/core/steps/add-to-segment.ts';
import { useCreateSet } from './fields/use-create-set.ts';
import { defineView } from './view.tsx';

const CREATE = '·create';

export const addToSegmentView = defineView(addToSegment, {
  color: 'lime',
  Icon: IconTag,
  Summary: ({ config }) => (config.segment ? `“${config.segment}”` : 'Choose a segment'),
  Form({ config, set, catalog, problem, readOnly }) {
    const [search, setSearch] = useState('');
    const createSet = useCreateSet((name) => set({ segment: name }));
    const sets = catalog.segments.filter((one) => one.filter === null).map((one) => one.name);
    const wanted = search.trim();
    const fresh = wanted !== '' && !catalog.segments.some((one) => one.name === wanted);
    return (
      <div>
        <Select
          label="Segment"
          description="A set that journeys add to. Type a new name to make one."
          data-field="segment"
          searchable
          placeholder="Choose or type a name"
          data={[
            ...sets.map((name) => ({ value: name, label: name })),
            ...(fresh ? [{ value: CREATE, label: `Create “${wanted}”` }] : []),
          ]}
          filter={({ options, search: typed }) =>
            options.filter(
              (one) =>
                !('group' in one) &&
                (one.value === CREATE || one.label.toLowerCase().includes(typed.trim().toLowerCase())),
            )
          }
          value={config.segment || null}
          searchValue={search}
          onSearchChange={setSearch}
          onChange={(name) => (name === CREATE ? createSet(wanted) : set({ segment: name ?? '' }))}
          error={problem('segment')}
          disabled={readOnly}
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
