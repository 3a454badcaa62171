import { Alert, Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import { useMemo, useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { worldOf, type Catalog } from '../../server/core/graph/catalog.ts';
import { checkForm, type FormDefinition } from '../../server/core/forms/form.ts';
import { useMay } from '../api/session.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/tag.tsx';
import { FieldList } from './field-list.tsx';
import { FormTexts } from './form-texts.tsx';
import { PublicLink } from './public-link.tsx';
import { ReviewPanel } from './review-panel.tsx';

type Form = inferRouterOutputs<AppRouter>['forms']['get'];

/** One form: what its page says and asks, its address, and the answers a person has to look at. */
export function FormRoom() {
  const { formId } = useParams({ from: '/forms/$formId' });
  const query = useQuery(trpc.forms.get.queryOptions({ id: formId }, { staleTime: Infinity, gcTime: 0 }));
  const catalog = useQuery(trpc.journeys.catalog.queryOptions());
  if (failureOf(query.error)?.code === 'NOT_FOUND')
    return (
      <Page title="Form">
        <Text>
          There is no form here. <Anchor renderRoot={(props) => <Link {...props} to="/forms" />}>All forms</Anchor>
        </Text>
      </Page>
    );
  if (!query.data || !catalog.data) return <Loading what="the form" />;
  return <Editor key={`${formId}:${query.data.revision}`} form={query.data} catalog={catalog.data} />;
}

function Editor({ form, catalog }: { form: Form; catalog: Catalog }) {
  const [name, setName] = useState(form.name);
  const [definition, setDefinition] = useState<FormDefinition>(form.definition);
  const [changed, setChanged] = useState(false);
  const mayEdit = useMay('forms.edit');
  const mayReview = useMay('contacts.edit');
  const navigate = useNavigate();
  const findings = useMemo(() => checkForm(definition, worldOf(catalog).vocabulary), [definition, catalog]);
  const unnamed = !name.trim() || !definition.title.trim() || definition.fields.some((one) => !one.label.trim());

  useBlocker({
    shouldBlockFn: () => changed && !window.confirm('Leave without saving your changes to this form?'),
    enableBeforeUnload: changed,
    disabled: !changed,
  });
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.forms.pathKey() });
  const save = useMutation(
    trpc.forms.save.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        setChanged(false);
        await reload();
        await queryClient.invalidateQueries(trpc.journeys.catalog.queryFilter());
        notifyDone('Saved. The page shows it at once.');
      },
    }),
  );
  const turn = useMutation(trpc.forms.setState.mutationOptions({ onError: notifyFailed, onSuccess: reload }));
  const remove = useMutation(
    trpc.forms.remove.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        setChanged(false);
        await reload();
        await navigate({ to: '/forms', ignoreBlocker: true });
      },
    }),
  );
  const edit = (patch: Partial<FormDefinition>) => {
    setDefinition({ ...definition, ...patch });
    setChanged(true);
  };
  const conflict = failureOf(save.error)?.code === 'REVISION_CONFLICT';
  const open = form.state === 'open';

  return (
    <Page
      title={`Form: ${form.name}`}
      badge={<Tag tone={open ? 'teal' : 'gray'}>{open ? 'Open' : 'Closed'}</Tag>}
      actions={
        mayEdit && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconTrash size={16} />}
              loading={remove.isPending}
              onClick={() => {
                if (window.confirm(`Delete the form “${form.name}”?`)) remove.mutate({ id: form.id });
              }}
            >
              Delete
            </Button>
            <Button
              variant="default"
              loading={turn.isPending}
              disabled={changed}
              onClick={() => turn.mutate({ id: form.id, state: open ? 'closed' : 'open' })}
            >
              {open ? 'Close it' : 'Open it'}
            </Button>
            <Button
              disabled={!changed || unnamed || findings.length > 0}
              loading={save.isPending}
              onClick={() => save.mutate({ id: form.id, revision: form.revision, name, definition })}
            >
              Save
            </Button>
          </Group>
        )
      }
    >
      {conflict && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Someone else saved this form">
          Nothing was overwritten. <Anchor onClick={() => void reload()}>Load their version</Anchor>; your changes here
          are then lost.
        </Alert>
      )}
      <PublicLink url={form.url} open={open} />
      {mayReview && <ReviewPanel formId={form.id} catalog={catalog} />}
      <Group align="flex-start" gap="lg">
        <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" style={{ flex: '1 1 340px', minWidth: 0 }}>
          <FieldList
            definition={definition}
            catalog={catalog}
            findings={findings}
            readOnly={!mayEdit}
            onChange={edit}
          />
        </Paper>
        <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" style={{ flex: '1 1 340px', minWidth: 0 }}>
          <Stack>
            <FormTexts
              name={name}
              definition={definition}
              catalog={catalog}
              findings={findings}
              readOnly={!mayEdit}
              onName={(next) => {
                setName(next);
                setChanged(true);
              }}
              onChange={edit}
            />
          </Stack>
        </Paper>
      </Group>
    </Page>
  );
}
