import { Paper, Stack, Text, Title } from '@mantine/core';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { bounceCauseWords } from '../../server/core/inbound/cause-words.ts';

type Returned = inferRouterOutputs<AppRouter>['messages']['get']['returned'];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const KINDS: Readonly<Record<Returned[number]['kind'], string>> = {
  bounce: 'It came back',
  delayed: 'The receiving server said that it is late and still tries',
  confirmed: 'The receiving server confirmed that it was delivered',
  complaint: 'The recipient reported it as unwanted; the address is suppressed',
  auto_reply: 'An automatic reply came',
  reply: 'The recipient replied',
  unsubscribe: 'The recipient unsubscribed',
};

/** What came back about a message: bounces with the server's code and the reason, notices, complaints, replies. */
export function ReturnedPanel({ returned }: { returned: Returned }) {
  if (returned.length === 0) return null;
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="What came back">
      <Title order={2} size="h4" mb="sm">
        What came back
      </Title>
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {returned.map(({ at, kind, code, cause }) => (
          <li key={`${kind} ${at}`}>
            <Text size="sm">
              {KINDS[kind]}
              {cause && `: ${bounceCauseWords(cause)}`}
              {code && ` (${code})`}
            </Text>
            <Text size="xs" c="dimmed">
              {moment.format(at)}
            </Text>
          </li>
        ))}
      </Stack>
    </Paper>
  );
}
