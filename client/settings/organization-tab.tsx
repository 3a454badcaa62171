import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';
import { SaveRow } from './save-row.tsx';

interface Organization {
  name: string;
  address: string;
  timezone: string;
}

export function OrganizationTab() {
  const { data } = useSuspenseQuery(trpc.settings.get.queryOptions());
  const revision = data.revisions.organization;
  return <OrganizationForm key={revision} organization={data.organization} revision={revision} />;
}

function OrganizationForm({ organization, revision }: { organization: Organization; revision: number }) {
  const may = useMay('settings.edit');
  const form = useForm<Organization>({
    initialValues: organization,
    validate: {
      name: (value) => (value.trim() ? null : 'The name stands in every mail’s footer; it cannot be empty.'),
      address: (value) => (value.trim() ? null : 'CAN-SPAM asks for a postal address in every commercial mail.'),
    },
  });
  const save = useMutation(
    trpc.settings.saveOrganization.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.get.queryKey() });
        notifyDone('Saved.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <FormCard
      title="Organization"
      lead="Shown to recipients: the name and the postal address stand in the footer of every mail."
    >
      <form onSubmit={form.onSubmit((value) => save.mutate({ revision, organization: value }))}>
        <Stack maw={560}>
          <TextInput label="Name" readOnly={!may} {...form.getInputProps('name')} />
          <TextInput
            label="Postal address"
            description="In one line, as it should be printed."
            readOnly={!may}
            {...form.getInputProps('address')}
          />
          <Select
            label="Time zone"
            description="For journeys and contacts that name none of their own."
            data={Intl.supportedValuesOf('timeZone')}
            searchable
            allowDeselect={false}
            readOnly={!may}
            {...form.getInputProps('timezone')}
          />
          {may && <SaveRow saving={save.isPending} changed={form.isDirty()} />}
        </Stack>
      </form>
    </FormCard>
  );
}
