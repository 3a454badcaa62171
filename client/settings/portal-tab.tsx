import { NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { type PortalSettings, canProve, portalSettings } from '../../server/core/portal/settings.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';
import { SaveRow } from './save-row.tsx';

const NONE = 'none';

export function PortalTab() {
  const { data } = useSuspenseQuery(trpc.settings.portal.queryOptions());
  return <PortalForm key={data.revision} saved={data.settings} revision={data.revision} />;
}

function PortalForm({ saved, revision }: { saved: PortalSettings; revision: number }) {
  const may = useMay('settings.edit');
  const { data: attributes } = useSuspenseQuery(trpc.attributes.list.queryOptions());
  const form = useForm<PortalSettings>({
    initialValues: saved,
    validate: (values) => {
      const parsed = portalSettings.safeParse(values);
      return parsed.success
        ? {}
        : Object.fromEntries(parsed.error.issues.map(({ path }) => [path.join('.'), 'This is not allowed.']));
    },
  });
  const save = useMutation(
    trpc.settings.savePortal.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.portal.queryKey() });
        notifyDone('Saved. It holds from the next visit on.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <FormCard
      title="Secure portal"
      lead="A code mailed to the recipient opens a message. The highest class (P3) asks for more, and so does one whose mailbox could be read on the way."
    >
      <form onSubmit={form.onSubmit((portal) => save.mutate({ revision, portal }))}>
        <Stack maw={560}>
          <Select
            label="Second proof"
            description="Asked for together with the date of birth. Without one, and for contacts who lack either, staff give a code by phone; that is where an installation begins."
            data={[
              { value: NONE, label: 'A code given by phone, always' },
              ...attributes
                .filter(canProve)
                .map(({ key, label }) => ({ value: key, label: `Date of birth and ${label}` })),
            ]}
            value={form.values.secondAttribute ?? NONE}
            allowDeselect={false}
            readOnly={!may}
            onChange={(value) => form.setFieldValue('secondAttribute', value === NONE ? null : value)}
          />
          <TextInput
            label="Phone number recipients are told"
            description="Where they get a code, or a lock opened. Digits, spaces, + ( ) . and -."
            readOnly={!may}
            {...form.getInputProps('phone')}
          />
          <NumberInput
            label="Days a message can be read"
            description="Then its content in the portal is destroyed; the evidence stays. Holds for messages put there from now on."
            min={1}
            max={365}
            allowDecimal={false}
            readOnly={!may}
            {...form.getInputProps('days')}
          />
          {may && <SaveRow saving={save.isPending} changed={form.isDirty()} />}
        </Stack>
      </form>
    </FormCard>
  );
}
