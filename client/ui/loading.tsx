import { Center, Loader } from '@mantine/core';

export function Loading({ what }: { what: string }) {
  return (
    <Center mih={240} role="status" aria-label={`Loading ${what}`}>
      <Loader type="dots" />
    </Center>
  );
}
