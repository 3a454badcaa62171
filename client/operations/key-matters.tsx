import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';

/** Whose keys an alert is about, on demand: to look is on record. */
export function KeyMatters({ matter }: { matter: 'waiting' | 'unusable' }) {
  const may = useMay('contacts.read');
  const [shown, setShown] = useState(false);
  const { data } = useQuery(trpc.recipientKeys.matters.queryOptions(undefined, { enabled: may && shown }));
  if (!may) return null;
  if (!shown)
    return (
      <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setShown(true)}>
        Show whose
      </Button>
    );
  const people = [...new Set(data?.filter((one) => one.matter === matter).map((one) => one.contactId))];
  return (
    <Stack gap={2} aria-live="polite">
      {!data && <Text size="sm">Looking…</Text>}
      {people.map((contactId, index) => (
        <Anchor
          key={contactId}
          size="sm"
          renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId }} />}
        >
          Contact {index + 1}: how mail reaches them
        </Anchor>
      ))}
    </Stack>
  );
}
