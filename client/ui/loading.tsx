import { Center, Loader } from '@mantine/core';

export function Loading({ what }: { what: string }) {
  return (
    <Center component="output" mih={240} aria-label={`Loading ${what}`}>
      <Loader type="dots" />
    </Center>
  );
}
