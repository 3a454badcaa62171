import { Anchor, Badge, Group, Paper, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconArrowRight,
  IconBolt,
  IconDoorExit,
  IconList,
  IconLogin2,
  IconMail,
  IconMailQuestion,
  IconPlayerPause,
  IconMapPin,
  IconPencil,
  IconUserPlus,
  IconUsersGroup,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import type { ReactNode } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { trpc } from '../api/trpc.ts';
import { type About, Why } from '../ui/why/why.tsx';
import { sourceWords } from '../ui/why/why-words.ts';
import styles from './contacts.module.css';
import { pauseWords } from '../ui/pause-words.ts';
import { caseWords, eventWords, exitWords, outletWords, passedWords, stateWords } from './timeline-words.ts';

type Item = inferRouterOutputs<AppRouter>['contacts']['timeline'][number];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const LOOKS: Readonly<Record<Item['kind'], { icon: ReactNode; color: string }>> = {
  entered: { icon: <IconLogin2 size={11} />, color: 'teal' },
  step: { icon: <IconArrowRight size={11} />, color: 'gray' },
  here: { icon: <IconMapPin size={11} />, color: 'well' },
  left: { icon: <IconDoorExit size={11} />, color: 'orange' },
  stopped: { icon: <IconPlayerPause size={11} />, color: 'red' },
  message: { icon: <IconMail size={11} />, color: 'blue' },
  event: { icon: <IconBolt size={11} />, color: 'violet' },
  list: { icon: <IconList size={11} />, color: 'gray' },
  unlisted: { icon: <IconList size={11} />, color: 'gray' },
  segment: { icon: <IconUsersGroup size={11} />, color: 'grape' },
  unset: { icon: <IconUsersGroup size={11} />, color: 'grape' },
  changed: { icon: <IconPencil size={11} />, color: 'gray' },
  attribute: { icon: <IconPencil size={11} />, color: 'indigo' },
  case: { icon: <IconMailQuestion size={11} />, color: 'red' },
  created: { icon: <IconUserPlus size={11} />, color: 'gray' },
};

/** What happened to a contact, newest first. Names of journeys, steps and templates; nothing of what was in a mail. */
export function ContactTimeline({ contactId }: { contactId: string }) {
  const { data } = useQuery(trpc.contacts.timeline.queryOptions({ id: contactId }, { refetchInterval: 15_000 }));
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)">
      <Title order={2} size="h5" mb="sm">
        Timeline
      </Title>
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet.
        </Text>
      )}
      <ul className={styles['plain']}>
        {data?.map((item, index) => (
          // Several things can happen at one instant; the list is only ever replaced as a whole.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${item.at}:${item.kind}:${index}`} className={styles['item']}>
            <ThemeIcon
              className={styles['dot']}
              size={18}
              radius="xl"
              variant="light"
              color={LOOKS[item.kind].color}
              aria-hidden
            >
              {LOOKS[item.kind].icon}
            </ThemeIcon>
            <Text size="sm">
              <Words item={item} />
            </Text>
            <Group gap="xs">
              <Text size="xs" c="dimmed">
                {moment.format(new Date(item.at))}
              </Text>
              {item.human === false && (
                <Badge size="xs" variant="light" color="gray" tt="none">
                  automated
                </Badge>
              )}
              {item.judging && (
                <Badge size="xs" variant="light" color="yellow" tt="none" title={JUDGING_HELP}>
                  being judged
                </Badge>
              )}
            </Group>
            <WhyOf contactId={contactId} item={item} />
          </li>
        ))}
      </ul>
    </Paper>
  );
}

const JUDGING_HELP =
  'A person or a machine? It counts, and wakes whoever waits for it, once that is known: a minute after it came.';

/** "Why?" where there is something to explain: a step passed or stood at, an end, an email. */
function WhyOf({ contactId, item }: { contactId: string; item: Item }) {
  const about = aboutOf(item);
  if (!about) return null;
  return <Why contactId={contactId} about={about} label={item.kind === 'here' ? 'Why here?' : 'Why?'} />;
}

function aboutOf({ kind, messageId, enrollmentId, step, visit }: Item): About | null {
  if (kind === 'message' && messageId) return { message: messageId };
  if (kind === 'step' && enrollmentId && step && visit) return { enrollment: enrollmentId, step, visit };
  return (kind === 'here' || kind === 'left') && enrollmentId ? { enrollment: enrollmentId } : null;
}

function Words({ item }: { item: Item }) {
  const step = item.stepName || item.step;
  const journey = item.journeyId ? (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link {...props} to="/journeys/$journeyId" params={{ journeyId: item.journeyId! }} />}
    >
      {item.journey ?? 'a journey'}
    </Anchor>
  ) : null;
  switch (item.kind) {
    case 'created':
      return <>Became a contact</>;
    case 'entered':
      return <>Entered {journey}</>;
    case 'step':
      return (
        <>
          {passedWords(item.what)} <b>{step}</b>
          {outletWords(item.what)} in {journey}
        </>
      );
    case 'here':
      return (
        <>
          Stands at <b>{step === 'trigger' ? 'the entry' : step}</b> in {journey}
        </>
      );
    case 'changed':
      return (
        <>
          Changed <b>{item.what}</b> {sourceWords(item.state ?? '')}
        </>
      );
    case 'left':
      return (
        <>
          {exitWords(item.what)} {journey}
          {step && <> at {step}</>}
        </>
      );
    case 'stopped':
      return (
        <>
          Stands still, {journey} being paused{step && <> at {step}</>}. {pauseWords(item.what)}
        </>
      );
    case 'message':
      return (
        <>
          Email{' '}
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/messages/$messageId" params={{ messageId: item.messageId! }} />
            )}
          >
            {item.template}
          </Anchor>{' '}
          {stateWords(item.state, item.method)}
          {journey && <> in {journey}</>}
        </>
      );
    case 'event':
      return (
        <>
          {eventWords(item.state, item.what)}
          {item.template && <> “{item.template}”</>}
          {step && <> of {step}</>}
        </>
      );
    case 'case':
      return (
        <>
          {caseWords(item.what, item.method)}{' '}
          <Anchor
            size="sm"
            renderRoot={(props) => <Link {...props} to="/cases/$caseId" params={{ caseId: item.state! }} />}
          >
            {item.template ?? 'an email'}
          </Anchor>
        </>
      );
    case 'list':
      return (
        <>
          Put on the list <b>{item.what}</b>
        </>
      );
    case 'unlisted':
      return (
        <>
          Taken off the list <b>{item.what ?? 'a list that is gone'}</b>
        </>
      );
    case 'unset':
      return (
        <>
          Taken out of the segment <b>{item.what ?? 'a segment that is gone'}</b>
        </>
      );
    case 'segment':
      return (
        <>
          Added to the segment <b>{item.what}</b>
          {journey && <> by {journey}</>}
        </>
      );
    case 'attribute':
      return (
        <>
          {journey} changed <b>{item.what}</b>
          {step && <> at {step}</>}
        </>
      );
    default:
      return item.kind satisfies never;
  }
}
