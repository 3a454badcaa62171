import { Button, Group, Switch, Text } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeySources } from '../../server/core/keys/life.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';

const SOURCES: readonly { key: keyof KeySources; label: string; help: string }[] = [
  {
    key: 'dane',
    label: 'Signed DNS (OPENPGPKEY, SMIMEA)',
    help: 'Only answers that DNSSEC validates count. The name asked holds a hash of the address’s local part.',
  },
  {
    key: 'wkd',
    label: 'The domain’s own key directory (WKD)',
    help: 'Asked of the recipient’s own domain over HTTPS, with a hash of the local part.',
  },
  {
    key: 'signedMail',
    label: 'Mail that recipients sign',
    help: 'The certificate of a signature that is good, from an authority that is trusted and a sender that is authenticated.',
  },
];

/** From where recipients' keys are discovered. */
export function KeySourcesCard() {
  const { data } = useSuspenseQuery(trpc.settings.get.queryOptions());
  return <Form key={data.revisions.keys} saved={data.keys} revision={data.revisions.keys} />;
}

function Form({ saved, revision }: { saved: KeySources; revision: number }) {
  const may = useMay('settings.edit');
  const [keys, setKeys] = useState(saved);
  const save = useMutation(
    trpc.settings.saveKeys.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.get.queryKey() });
        notifyDone('Saved. It holds from the next look on.');
      },
      onError: notifyFailed,
    }),
  );
  const changed = JSON.stringify(keys) !== JSON.stringify(saved);
  return (
    <FormCard
      title="Where recipients’ keys are looked for"
      lead="A key that a recipient gives us themselves always counts first; one that is found never takes its place unconfirmed."
    >
      {SOURCES.map(({ key, label, help }) => (
        <Switch
          key={key}
          label={label}
          description={help}
          checked={keys[key]}
          disabled={!may}
          onChange={(event) => setKeys({ ...keys, [key]: event.currentTarget.checked })}
        />
      ))}
      <Text size="sm" c="dimmed">
        Public keyservers are never asked: to ask one about a patient’s address is itself a disclosure.
      </Text>
      {may && (
        <Group>
          <Button disabled={!changed} loading={save.isPending} onClick={() => save.mutate({ revision, keys })}>
            Save sources
          </Button>
        </Group>
      )}
    </FormCard>
  );
}
