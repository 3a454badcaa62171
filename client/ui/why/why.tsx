import { Box, Button, Collapse, Group, Loader, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { inferRouterInputs } from '@trpc/server';
import { useId, useState } from 'react';
import type { AppRouter } from '../../../server/api/router.ts';
import { useMay } from '../../api/session.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { failureWords } from '../failure-words.ts';
import { notifyFailed } from '../notify.ts';
import { WhyAnswer } from './why-answer.tsx';
import styles from './why.module.css';

export type About = inferRouterInputs<AppRouter>['contacts']['why']['about'];

/** "Why?" beside something that happened to a contact, or did not; the answer opens beneath. */
export function Why({ contactId, about, label = 'Why?' }: { contactId: string; about: About; label?: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <Box>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-expanded={open}
        aria-controls={id}
        rightSection={open ? <IconChevronUp size={12} aria-hidden /> : <IconChevronDown size={12} aria-hidden />}
        onClick={() => setOpen(!open)}
      >
        {label}
      </Button>
      <Collapse expanded={open} id={id}>
        {open && <Answer contactId={contactId} about={about} />}
      </Collapse>
    </Box>
  );
}

/** Masked until revealed, which is audited; kept nowhere but here. */
function Answer({ contactId, about }: { contactId: string; about: About }) {
  const query = useQuery(trpc.contacts.why.queryOptions({ id: contactId, about }, { gcTime: 0, staleTime: Infinity }));
  const reveal = useMutation(trpc.contacts.whyRevealed.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  const mayReveal = useMay('contacts.reveal');
  const failure = failureOf(query.error);
  if (failure)
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {failureWords(failure)}
      </Text>
    );
  if (!query.data)
    return (
      <Group gap="xs" mt="xs" aria-live="polite">
        <Loader size="xs" />
        <Text size="sm">Working it out …</Text>
      </Group>
    );
  const answers = reveal.data ?? query.data;
  const holdsValues = answers.some(({ values }) => values.some(({ value }) => value !== null));
  return (
    <Stack gap="sm" className={styles['panel']} aria-live="polite">
      {answers.map((one, index) => (
        // The list is only ever replaced as a whole.
        // oxlint-disable-next-line react/no-array-index-key
        <WhyAnswer key={index} why={one} />
      ))}
      {mayReveal && holdsValues && (
        <Button
          size="compact-xs"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={reveal.data ? <IconEyeOff size={14} /> : <IconEye size={14} />}
          loading={reveal.isPending}
          onClick={() => (reveal.data ? reveal.reset() : reveal.mutate({ id: contactId, about }))}
        >
          {reveal.data ? 'Mask again' : 'Reveal the values'}
        </Button>
      )}
    </Stack>
  );
}
