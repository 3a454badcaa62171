import { ActionIcon, Box, Group, Menu, Paper, Progress, Text, Title, Tooltip } from '@mantine/core';
import { IconCopy, IconDots } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { stoppedWords } from '../../server/core/watch/words.ts';
import { client, trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import { Tag } from '../ui/tag.tsx';
import { freeName } from './free-name.ts';
import css from './journeys.module.css';

type JourneyRow = inferRouterOutputs<AppRouter>['journeys']['list'][number];

const TONE = { draft: 'yellow', live: 'teal', paused: 'orange', ended: 'gray' } as const;
const number = new Intl.NumberFormat('en');

/** One journey in the list: what it is, its figures, and where its people are as a bar. */
export function JourneyCard({
  journey,
  names,
  mayEdit,
}: {
  journey: JourneyRow;
  names: readonly string[];
  mayEdit: boolean;
}) {
  const { name, state, liveVersion, edited, entered, here, completed, left, sent } = journey;
  return (
    <Paper withBorder radius="lg" className={css['card']} data-journey={name}>
      <Box className={css['main']}>
        <Group gap="xs" wrap="nowrap">
          <Title order={2} size="h4" className={css['name']}>
            <Link to="/journeys/$journeyId" params={{ journeyId: journey.id }} className={css['link']}>
              {name}
            </Link>
          </Title>
          <Tag tone={TONE[state]} caps>
            {state}
            {liveVersion ? ` v${liveVersion}` : ''}
          </Tag>
          {edited && liveVersion !== null && (
            <Tag tone="yellow" title="The draft has changes that are not live yet">
              edited
            </Tag>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {journey.steps} {journey.steps === 1 ? 'step' : 'steps'} · changed{' '}
          {new Date(journey.updatedAt).toLocaleDateString()}
        </Text>
        {journey.pausedReason && (
          <Text size="sm" c="orange.9" darkHidden>
            Stopped by Stepwell. {stoppedWords(journey.pausedReason)}
          </Text>
        )}
        {journey.pausedReason && (
          <Text size="sm" c="orange.3" lightHidden>
            Stopped by Stepwell. {stoppedWords(journey.pausedReason)}
          </Text>
        )}
        {entered > 0 && (
          <Progress.Root size={10} mt="sm" radius="xl">
            <Part n={completed} of={entered} label="finished" color="teal.7" />
            <Part n={here} of={entered} label="in it now" color="well.4" />
            <Part n={left} of={entered} label="dropped off" color="red.4" />
          </Progress.Root>
        )}
      </Box>
      <Group className={css['figures']} gap="xl" wrap="nowrap">
        <Figure label="In it now" n={here} strong />
        <Figure label="Entered" n={entered} />
        <Figure label="Finished" n={completed} />
        <Figure label="Emails" n={sent} />
      </Group>
      {mayEdit && <CardMenu journey={journey} names={names} />}
    </Paper>
  );
}

function Part({ n, of, label, color }: { n: number; of: number; label: string; color: string }) {
  const share = (n / of) * 100;
  return (
    <Tooltip label={`${number.format(n)} ${label} · ${Math.round(share)}%`}>
      <Progress.Section value={share} color={color} aria-label={`${number.format(n)} ${label}`} />
    </Tooltip>
  );
}

function Figure({ label, n, strong = false }: { label: string; n: number; strong?: boolean }) {
  return (
    <div className={css['figure']}>
      <Text fw={700} size="lg" c={strong && n > 0 ? 'teal' : undefined}>
        {number.format(n)}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

function CardMenu({ journey, names }: { journey: JourneyRow; names: readonly string[] }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: async () => {
      const { draft } = await client.journeys.get.query({ id: journey.id });
      return client.journeys.create.mutate({ graph: { ...draft, name: freeName(`${journey.name} (copy)`, names) } });
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries(trpc.journeys.list.queryFilter());
      await navigate({ to: '/journeys/$journeyId', params: { journeyId: id } });
    },
    onError: notifyFailed,
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`More for ${journey.name}`}
          className={css['above']}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => mutate()}>
          Duplicate
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
