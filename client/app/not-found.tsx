import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/empty.tsx';

export function NotFound() {
  return (
    <Empty
      icon={<IconMapOff size={28} />}
      title="There is no such page"
      action={
        <Button variant="default" renderRoot={(props) => <Link {...props} to="/journeys" />}>
          To the journeys
        </Button>
      }
    >
      The address may be mistyped, or what was here is gone.
    </Empty>
  );
}
