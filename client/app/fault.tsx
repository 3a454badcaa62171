import { Button, Center, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { failureOf } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';

/** A room that broke: says so, and lets the person go on without losing the others. */
export function Fault({ error, reset }: ErrorComponentProps) {
  const queries = useQueryErrorResetBoundary();
  const failure = failureOf(error);
  // A page left open over an update asks for parts that are no longer there.
  const { name, message } = error instanceof Error ? error : new Error('unknown');
  const outdated = /dynamically imported module|Importing a module script failed/i.test(message);
  return (
    <Center mih="60dvh" p="md" role="alert">
      <Stack align="center" maw={520}>
        <Title order={1} size="h3" ta="center">
          {outdated ? 'Stepwell was updated' : 'This page could not be shown'}
        </Title>
        <Text ta="center" c="dimmed">
          {outdated && 'Load the page again to go on with the new version.'}
          {!outdated && (failure ? failureWords(failure) : 'Something in it failed. Nothing you saved is lost.')}
        </Text>
        {!failure && !outdated && <Code>{name}</Code>}
        <Group>
          <Button
            onClick={() => {
              if (outdated) return window.location.reload();
              queries.reset();
              reset();
            }}
          >
            {outdated ? 'Load again' : 'Try again'}
          </Button>
          <Button variant="default" renderRoot={(props) => <Link {...props} to="/journeys" />}>
            To the journeys
          </Button>
        </Group>
      </Stack>
    </Center>
  );
}
