import { Select } from '@mantine/core';
import type { World } from './world.ts';

type Membership = { segment: string } | { list: string };

/** Whether the contact is in another segment, or on a list. */
export function MembershipTest({
  test,
  out,
  world,
  onChange,
  disabled,
}: {
  test: Membership;
  out: boolean;
  world: World;
  onChange: (test: Membership, out: boolean) => void;
  disabled: boolean;
}) {
  const segment = 'segment' in test;
  const name = segment ? test.segment : test.list;
  const names = segment ? world.segments.map((one) => one.name) : world.lists;
  return (
    <>
      <Select
        aria-label="In or not in"
        data={[
          { value: 'in', label: segment ? 'is in' : 'is on' },
          { value: 'out', label: segment ? 'is not in' : 'is not on' },
        ]}
        value={out ? 'out' : 'in'}
        onChange={(side) => onChange(test, side === 'out')}
        allowDeselect={false}
        disabled={disabled}
        w={{ base: '100%', xs: 130 }}
      />
      <Select
        aria-label={segment ? 'Which segment' : 'Which list'}
        searchable
        data={names}
        value={name || null}
        onChange={(next) => next && onChange(segment ? { segment: next } : { list: next }, out)}
        placeholder={names.length === 0 ? 'There is none yet' : 'Choose one'}
        error={name && !names.includes(name) ? 'It does not exist any more' : undefined}
        allowDeselect={false}
        disabled={disabled}
        w={{ base: '100%', xs: 260 }}
      />
    </>
  );
}
