import { Alert, Anchor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';

/** Says that something does not hold, where people look first; nothing while all is well. */
export function AlertsNotice() {
  const may = useMay('operations.read');
  const { data } = useQuery(trpc.operations.open.queryOptions(undefined, { enabled: may, refetchInterval: 15_000 }));
  const errors = data?.errors ?? 0;
  if (errors === 0) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} aria-live="polite">
      {errors === 1 ? 'One thing needs someone to look at it.' : `${errors} things need someone to look at them.`}{' '}
      <Anchor size="sm" fw={600} renderRoot={(props) => <Link {...props} to="/operations" />}>
        See operations
      </Anchor>
    </Alert>
  );
}
