import { Alert, Button, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Assurance, DeliveryPolicy } from '../../server/core/delivery/facts.ts';
import { deliveryPolicy } from '../../server/core/organization/policy.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';
import { KeySourcesCard } from './key-sources-card.tsx';
import { PolicyExamples } from './policy-examples.tsx';
import { assuranceWords, classWords } from './policy-words.ts';

export function PolicyTab() {
  const { data } = useSuspenseQuery(trpc.settings.get.queryOptions());
  return (
    <Stack gap="lg">
      <PolicyForm key={data.revisions.policy} saved={data.policy} revision={data.revisions.policy} />
      <KeySourcesCard />
    </Stack>
  );
}

function PolicyForm({ saved, revision }: { saved: DeliveryPolicy; revision: number }) {
  const may = useMay('settings.edit');
  const [policy, setPolicy] = useState(saved);
  const save = useMutation(
    trpc.settings.savePolicy.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.get.queryKey() });
        notifyDone('Saved. It holds from the next message on.');
      },
      onError: notifyFailed,
    }),
  );
  const parsed = deliveryPolicy.safeParse(policy);
  const changed = JSON.stringify(policy) !== JSON.stringify(saved);
  const set = (change: Partial<DeliveryPolicy>) => setPolicy({ ...policy, ...change });

  return (
    <Stack gap="lg">
      <FormCard
        title="When TLS alone is enough"
        lead="Per class of message: how well the connection to the recipient’s server must be protected. Below that, the message goes sealed to a key, to the portal, or is held. Never in the clear."
      >
        {(['P0', 'P1', 'P2'] as const).map((phi) => (
          <FloorSelect
            key={phi}
            phi={phi}
            value={policy.floors[phi]}
            readOnly={!may}
            onChange={(floor) => set({ floors: { ...policy.floors, [phi]: floor } })}
          />
        ))}
        <Select
          label={classWords.P3.label}
          description={`${classWords.P3.help} This cannot be changed.`}
          data={[{ value: 'never', label: 'Never by TLS alone: sealed to a key, or the portal' }]}
          value="never"
          readOnly
          maw={560}
        />
      </FormCard>
      <FormCard title="Other ways">
        <Switch
          label="Secure portal"
          description="Recipients without safe mail get a neutral notice and read the message here. Off: such messages are held."
          checked={policy.portalEnabled}
          disabled={!may}
          onChange={(event) =>
            set({
              portalEnabled: event.currentTarget.checked,
              portalOnly: event.currentTarget.checked && policy.portalOnly,
            })
          }
        />
        <Switch
          label="Sealed only"
          description="TLS alone is never enough: every message is sealed to a key or goes to the portal."
          checked={policy.sealedOnly}
          disabled={!may}
          onChange={(event) => set({ sealedOnly: event.currentTarget.checked })}
        />
        <Switch
          label="Portal only"
          description="Every message goes to the portal, whatever the recipient’s mailbox can take."
          checked={policy.portalOnly}
          disabled={!may || !policy.portalEnabled}
          onChange={(event) => set({ portalOnly: event.currentTarget.checked })}
        />
        <Switch
          label="S/MIME by AES-GCM only"
          description="Off: AES-CBC, which every mail program reads, and AES-GCM where the certificate says so. On: AES-GCM for all; some older programs cannot open it."
          checked={policy.smimeGcm ?? false}
          disabled={!may}
          onChange={(event) => set({ smimeGcm: event.currentTarget.checked })}
        />
        {!parsed.success && (
          <Alert color="red" role="alert">
            {parsed.error.issues[0]?.message}
          </Alert>
        )}
        {may && (
          <Group>
            <Button
              disabled={!changed || !parsed.success}
              loading={save.isPending}
              onClick={() => parsed.success && save.mutate({ revision, policy: parsed.data })}
            >
              Save policy
            </Button>
            <Button variant="default" disabled={!changed} onClick={() => setPolicy(saved)}>
              Undo changes
            </Button>
          </Group>
        )}
      </FormCard>
      <FormCard
        title="What would happen"
        lead="Worked out by the same function that decides when a message is delivered, for the policy as shown above."
      >
        {changed && (
          <Text size="sm" c="dimmed">
            With your changes, not saved yet.
          </Text>
        )}
        <PolicyExamples policy={policy} />
        <Alert icon={<IconShieldLock size={18} />} color="gray">
          No setting anywhere means “plain”. When in doubt a message is held, with the reason.
        </Alert>
      </FormCard>
    </Stack>
  );
}

function FloorSelect({
  phi,
  value,
  readOnly,
  onChange,
}: {
  phi: 'P0' | 'P1' | 'P2';
  value: Assurance;
  readOnly: boolean;
  onChange: (floor: Assurance) => void;
}) {
  const allowed = phi === 'P0' ? (['T1', 'T2', 'T3', 'T4'] as const) : (['T2', 'T3', 'T4'] as const);
  const chosen = allowed.find((one) => one === value) ?? allowed[0];
  return (
    <Select
      label={classWords[phi].label}
      description={`${classWords[phi].help} ${assuranceWords[chosen].help}`}
      data={allowed.map((one) => ({ value: one, label: `${one}: ${assuranceWords[one].label}` }))}
      value={chosen}
      allowDeselect={false}
      readOnly={readOnly}
      maw={560}
      onChange={(next) => {
        const floor = allowed.find((one) => one === next);
        if (floor) onChange(floor);
      }}
    />
  );
}
