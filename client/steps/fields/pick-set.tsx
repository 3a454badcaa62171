import { Select } from '@mantine/core';
import { useState } from 'react';
import type { Catalog } from '../../../server/core/graph/catalog.ts';
import { useCreateSet } from './use-create-set.ts';

const CREATE = '·create';

/** Chooses a segment that journeys add to, or makes one of the name typed. */
export function PickSet({
  value,
  onChange,
  catalog,
  error,
  readOnly,
}: {
  value: string | undefined;
  onChange: (name: string) => void;
  catalog: Catalog;
  error: string | undefined;
  readOnly: boolean;
}) {
  const [search, setSearch] = useState('');
  const createSet = useCreateSet(onChange);
  const sets = catalog.segments.filter((one) => one.filter === null).map((one) => one.name);
  const wanted = search.trim();
  const fresh = wanted !== '' && !catalog.segments.some((one) => one.name === wanted);
  return (
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
            !('group' in one) && (one.value === CREATE || one.label.toLowerCase().includes(typed.trim().toLowerCase())),
        )
      }
      value={value || null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(name) => (name === CREATE ? createSet(wanted) : onChange(name ?? ''))}
      error={error}
      disabled={readOnly}
    />
  );
}
