import { Select } from '@mantine/core';
import type { DeliveryCondition } from '../../server/core/segment/ast.ts';

const WAYS: Readonly<Record<DeliveryCondition['delivery'], string>> = {
  tls: 'went by TLS',
  smime: 'went as S/MIME',
  pgp: 'went as PGP',
  portal: 'went to the portal',
  drop: 'was dropped',
  none: 'has not gone out',
};

/** By which method the contact's last email went. */
export function DeliveryTest({
  test,
  onChange,
  disabled,
}: {
  test: DeliveryCondition;
  onChange: (test: DeliveryCondition) => void;
  disabled: boolean;
}) {
  return (
    <Select
      aria-label="How their last email went"
      data={Object.entries(WAYS).map(([value, label]) => ({ value, label: `their last email ${label}` }))}
      value={test.delivery}
      onChange={(method) => method && onChange({ ...test, delivery: method as DeliveryCondition['delivery'] })}
      allowDeselect={false}
      disabled={disabled}
      w={{ base: '100%', xs: 300 }}
    />
  );
}
