import { Anchor, Button, Group, Paper } from '@mantine/core';
import { IconArrowLeft, IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { Why } from '../ui/why/why.tsx';
import { AttemptCard } from './attempt-card.tsx';
import { MethodBadge, StateBadge } from './badges.tsx';
import { ContentPanel } from './content-panel.tsx';
import { Facts } from './facts.tsx';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import { ProofPanel } from './proof-panel.tsx';
import { MessageNotice } from './message-notice.tsx';
import { ReturnedPanel } from './returned-panel.tsx';
import type { MessageDetails } from './use-messages.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One message: where it stands, each attempt with its evidence, and, for those who may, what it said. */
export function MessageRoom() {
  const { messageId } = useParams({ from: '/messages/$messageId' });
  const { data, isPending, error } = useQuery(trpc.messages.get.queryOptions({ id: messageId }));
  if (isPending) return <Loading what="the message" />;
  if (!data) {
    const gone = failureOf(error)?.code === 'NOT_FOUND';
    return (
      <Page title="Message" actions={<Back />}>
        <Empty icon={<IconMailOff size={28} />} title={gone ? 'No such message' : 'It cannot be shown'}>
          {gone ? 'There is no message with this id, or it was deleted with its contact.' : 'Try again in a moment.'}
        </Empty>
      </Page>
    );
  }
  const { message, attempts, evidence, returned, shared } = data;
  return (
    <Page title={`${message.template} to ${message.recipient.name}`} lead={message.recipient.email} actions={<Back />}>
      <MessageNotice message={message} shared={shared} />
      <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Summary">
        <Group mb="md" gap="xs">
          <StateBadge state={message.state} size="lg" />
          <MethodBadge method={message.method} size="lg" />
          {message.phi && <PhiBadge phi={message.phi} size="md" />}
        </Group>
        <Facts
          facts={{
            Why: reasonWords(message.reason),
            Journey: <JourneyLink message={message} />,
            Step: message.step,
            Contact: <ContactLink message={message} />,
            Purpose: message.purpose,
            Queued: moment.format(message.queuedAt),
            'Tried again': message.state === 'deferred' && moment.format(message.dueAt),
            Ended: message.finishedAt && moment.format(message.finishedAt),
            Attempts: String(message.attempts),
          }}
        />
        <Why
          contactId={message.contactId}
          about={{ message: message.id }}
          label={message.state === 'sent' ? 'Why like this?' : 'Why was it not sent?'}
        />
      </Paper>
      <ReturnedPanel returned={returned} />
      {attempts.toReversed().map((attempt) => (
        <AttemptCard key={attempt.n} attempt={attempt} evidence={evidence.filter((row) => row.attempt === attempt.n)} />
      ))}
      <ProofPanel key={`proof ${message.id}`} messageId={message.id} />
      <ContentPanel key={message.id} messageId={message.id} />
    </Page>
  );
}

type Message = MessageDetails['message'];

function JourneyLink({ message }: { message: Message }) {
  if (!message.journey) return <>A journey that is gone</>;
  return (
    <Anchor component={Link} to={`/journeys/${message.journeyId}`} size="sm">
      {message.journey}
    </Anchor>
  );
}

function ContactLink({ message }: { message: Message }) {
  return (
    <Anchor component={Link} to={`/contacts/${message.contactId}`} size="sm">
      {message.recipient.name}
    </Anchor>
  );
}

function Back() {
  return (
    <Button component={Link} to="/messages" variant="subtle" leftSection={<IconArrowLeft size={16} />}>
      All messages
    </Button>
  );
}
