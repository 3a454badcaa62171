import { Anchor, Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import styles from './cases.module.css';
import type { CaseDetails } from './use-cases.ts';

type Revealed = inferRouterOutputs<AppRouter>['cases']['reveal'];

/** Whom the case is about, and how to reach them: masked until someone asks, which is written down. */
export function CaseContact({
  one,
  revealed,
  busy,
  onReveal,
  onMask,
}: {
  one: CaseDetails;
  revealed: Revealed | null;
  busy: boolean;
  onReveal: () => void;
  onMask: () => void;
}) {
  const may = useMay('cases.reveal');
  const gone = one.outcome === 'contact_deleted';
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Contact">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h5">
          Contact
        </Title>
        {may && !gone && (
          <Button
            size="xs"
            variant="default"
            leftSection={revealed ? <IconEyeOff size={14} /> : <IconEye size={14} />}
            loading={busy}
            onClick={revealed ? onMask : onReveal}
          >
            {revealed ? 'Mask again' : 'Reveal'}
          </Button>
        )}
      </Group>
      <dl className={styles['facts']}>
        <dt>Name</dt>
        <dd>{revealed?.name ?? one.contact.name}</dd>
        <dt>Email</dt>
        <dd>{revealed?.email ?? one.contact.email}</dd>
        {revealed && (
          <>
            <dt>Phone</dt>
            <dd>{revealed.phone ?? 'None is known'}</dd>
          </>
        )}
      </dl>
      {gone ? (
        <Text size="sm" c="dimmed" mt="xs">
          The contact was deleted, and what was written about them with it.
        </Text>
      ) : (
        <Anchor
          size="sm"
          renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId: one.contactId }} />}
        >
          Their page
        </Anchor>
      )}
    </Paper>
  );
}
