import { Select } from '@mantine/core';

/** Chooses one thing by name; a name that is gone stays to be seen. */
export function Pick({
  label,
  names,
  value,
  onChange,
  empty,
  ...rest
}: {
  label: string;
  description?: string;
  names: readonly string[];
  value: string | undefined;
  onChange: (name: string) => void;
  /** What to say when there is none of that name. */
  empty: string;
  error?: string | undefined;
  disabled?: boolean;
  'data-field'?: string;
}) {
  const gone = value && !names.includes(value) ? [value] : [];
  return (
    <Select
      {...rest}
      label={label}
      placeholder="Choose one"
      searchable
      data={[...names, ...gone]}
      value={value || null}
      onChange={(name) => onChange(name ?? '')}
      nothingFoundMessage={empty}
    />
  );
}
