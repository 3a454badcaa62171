import { Alert, Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CaseAction, actionsFor } from '../../server/core/cases/machine.ts';
import { useMay, useSession } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { AlternativeForm } from './alternative-form.tsx';
import { actionLabels, stateLooks } from './case-words.ts';
import { ConfirmForm } from './confirm-form.tsx';
import type { CaseDetails } from './use-cases.ts';

/** What to do next, as buttons; a step that needs words opens its form in place. */
export function CaseSteps({ one }: { one: CaseDetails }) {
  const may = useMay('cases.work');
  const [form, setForm] = useState<CaseAction | null>(null);
  const again = useAgain();
  const settled = (words: string) => ({
    onError: notifyFailed,
    onSuccess: async () => {
      notifyDone(words);
      await again();
    },
  });
  const resend = useMutation(
    trpc.cases.resend.mutationOptions(settled('It is in the outbox; what becomes of it shows up here.')),
  );
  const close = useMutation(
    trpc.cases.close.mutationOptions(settled('The case is closed, and the contact goes on in the journey.')),
  );
  const held = one.state === 'resent' && one.resendState === 'held';
  const actions: CaseAction[] = held ? ['arrange-alternative'] : actionsFor(one.state);
  const start = (action: CaseAction) => {
    if (action === 'resend') resend.mutate({ id: one.id });
    else if (action === 'close') close.mutate({ id: one.id });
    else setForm(form === action ? null : action);
  };
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="What to do next">
      <Title order={2} size="h5" mb={4}>
        What to do next
      </Title>
      <Text size="sm" mb="sm" aria-live="polite">
        {stateLooks[one.state].next}
      </Text>
      {held && (
        <Alert color="orange" mb="sm" p="sm">
          The resend is held: look at why on its page and release it there, or arrange another way.
        </Alert>
      )}
      {one.state === 'resent' && one.resendState === 'in_doubt' && (
        <Alert color="grape" mb="sm" p="sm">
          The resend went out and no answer came: it may have arrived. It is settled on its own page.
        </Alert>
      )}
      {may && actions.length > 0 && (
        <Group gap="sm">
          {actions.map((action, index) => (
            <Button
              key={action}
              variant={index === 0 ? 'filled' : 'default'}
              aria-expanded={action === 'resend' || action === 'close' ? undefined : form === action}
              loading={(action === 'resend' && resend.isPending) || (action === 'close' && close.isPending)}
              onClick={() => start(action)}
            >
              {actionLabels[action]}
            </Button>
          ))}
        </Group>
      )}
      {form === 'confirm-address' && <ConfirmForm id={one.id} onDone={again} onCancel={() => setForm(null)} />}
      {form === 'arrange-alternative' && <AlternativeForm id={one.id} onDone={again} onCancel={() => setForm(null)} />}
      {one.state !== 'closed' && <Assignee one={one} mayChange={may} onDone={again} />}
    </Paper>
  );
}

function Assignee({ one, mayChange, onDone }: { one: CaseDetails; mayChange: boolean; onDone: () => Promise<void> }) {
  const { session } = useSession();
  const workers = useQuery(trpc.cases.workers.queryOptions(undefined, { staleTime: 60_000 }));
  const assign = useMutation(trpc.cases.assign.mutationOptions({ onError: notifyFailed, onSuccess: onDone }));
  const give = (assignee: string | null) => assign.mutate({ id: one.id, assignee });
  const mine = one.assignee === session?.id;
  return (
    <Stack gap="xs" mt="lg">
      <Group align="flex-end" gap="sm">
        <Select
          label="With"
          placeholder={one.queue ?? 'Nobody yet'}
          data={(workers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={one.assignee}
          onChange={give}
          clearable
          disabled={!mayChange || assign.isPending}
          w={260}
        />
        {mayChange && !mine && session && (
          <Button variant="default" loading={assign.isPending} onClick={() => give(session.id)}>
            Take it
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** Everything that shows cases is read again. */
function useAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries(trpc.cases.get.queryFilter()),
      queries.invalidateQueries(trpc.cases.list.infiniteQueryFilter()),
      queries.invalidateQueries(trpc.cases.counts.queryFilter()),
    ]);
  };
}
