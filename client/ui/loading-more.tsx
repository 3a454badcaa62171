import { Group, Loader } from '@mantine/core';

/** At the end of a list that goes on loading. `what` as in "more contacts". */
export function LoadingMore({ what }: { what: string }) {
  return (
    <Group justify="center" p="sm">
      <Loader size="sm" type="dots" aria-label={`Loading more ${what}`} />
    </Group>
  );
}
