import { Button, Center, Stack, Text } from '@mantine/core';
import { useSession } from '../api/session.ts';
import { Loading } from '../ui/loading.tsx';
import { Frame } from './frame.tsx';
import { SignIn } from './sign-in.tsx';

/** Everything begins here: who are you, then the rooms. */
export function Shell() {
  const { session, out, error, again } = useSession({ keepAlive: true });
  if (out) return <SignIn onDone={() => void again()} />;
  if (session) return <Frame session={session} />;
  if (!error) return <Loading what="Stepwell" />;
  return (
    <Center mih="100dvh" p="md">
      <Stack align="center">
        <Text ta="center">Stepwell cannot be reached. It may be starting, or the connection is down.</Text>
        <Button onClick={() => void again()}>Try again</Button>
      </Stack>
    </Center>
  );
}
