import { Alert, Anchor, Badge, Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconEye, IconEyeOff, IconFileText, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { ContactFields } from './contact-fields.tsx';
import { ContactTimeline } from './contact-timeline.tsx';
import { EditContact } from './edit-contact.tsx';
import { ReachPanel } from './reach-panel.tsx';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One contact: masked until revealed, where they belong, what happened. */
export function ContactRoom() {
  const { contactId } = useParams({ from: '/contacts/$contactId' });
  const query = useQuery(trpc.contacts.get.queryOptions({ id: contactId }));
  const [editing, setEditing] = useState(false);
  const mayReveal = useMay('contacts.reveal');
  const mayEdit = useMay('contacts.edit');
  const navigate = useNavigate();
  // Kept nowhere but in this component: leaving the page closes it again.
  const reveal = useMutation(trpc.contacts.reveal.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  const remove = useMutation(
    trpc.contacts.remove.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        await navigate({ to: '/contacts' });
        await queryClient.invalidateQueries({ queryKey: trpc.contacts.pathKey() });
        notifyDone('The contact is deleted, and its key with it.');
      },
    }),
  );
  const confirmSharing = useMutation(
    trpc.contacts.confirmSharing.mutationOptions({
      onError: notifyFailed,
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.contacts.get.queryKey({ id: contactId }) }),
    }),
  );
  const mayReport = useMay('disclosures.read');
  const failure = failureOf(query.error);
  if (failure)
    return (
      <Page title="Contact">
        <Text>
          {failure.code === 'NOT_FOUND' ? 'There is no contact here.' : failure.message}{' '}
          <Anchor renderRoot={(props) => <Link {...props} to="/contacts" />}>All contacts</Anchor>
        </Text>
      </Page>
    );
  if (!query.data) return <Loading what="the contact" />;
  const contact = query.data;
  const values = reveal.data?.values ?? null;
  const shown = (key: string) =>
    values ? (values[key] ?? null) : (contact.fields.find((one) => one.key === key)?.masked ?? null);
  const name = [shown('first_name'), shown('last_name')].filter((one) => typeof one === 'string').join(' ');
  return (
    <Page
      title={name || 'A contact without a name'}
      badge={
        <Badge variant="light" color={values ? 'orange' : 'gray'} tt="none">
          {values ? 'Revealed; the audit log says so' : 'Masked'}
        </Badge>
      }
      actions={
        <>
          {mayReveal && (
            <Button
              variant="default"
              leftSection={values ? <IconEyeOff size={16} /> : <IconEye size={16} />}
              loading={reveal.isPending}
              onClick={() => (values ? reveal.reset() : reveal.mutate({ id: contactId }))}
            >
              {values ? 'Mask again' : 'Reveal'}
            </Button>
          )}
          {mayReport && (
            <Button
              variant="default"
              leftSection={<IconFileText size={16} />}
              renderRoot={(props) => (
                <Link {...props} to="/disclosures/{-$contactId}" params={{ contactId }} preload={false} />
              )}
            >
              Disclosures
            </Button>
          )}
          {mayEdit && (
            <>
              <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
                Edit
              </Button>
              <Button
                variant="default"
                color="red"
                leftSection={<IconTrash size={16} />}
                loading={remove.isPending}
                onClick={() => {
                  if (
                    window.confirm(
                      'Delete this contact for good? Their key is destroyed, so that not even a backup can be read. Emails not yet sent are refused; the record of what was disclosed stays, without content.',
                    )
                  )
                    remove.mutate({ id: contactId });
                }}
              >
                Delete
              </Button>
            </>
          )}
        </>
      }
    >
      {contact.shared.length > 0 && (
        <Alert
          color={contact.sharingConfirmed ? 'gray' : 'orange'}
          icon={<IconUsers size={18} />}
          title="This address is shared"
        >
          {contact.shared.length === 1 ? 'Another contact has' : `${contact.shared.length} other contacts have`} the
          same e-mail address: what is sent there may be read by them too.{' '}
          {contact.sharingConfirmed
            ? 'Someone said that this is meant, so mail goes there. '
            : 'Mail about a patient is held until someone says that this is meant. '}
          {contact.shared.map((id, index) => (
            <Anchor
              key={id}
              renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId: id }} />}
            >
              {index > 0 && ', '}contact {index + 1}
            </Anchor>
          ))}
          {mayEdit && !contact.sharingConfirmed && (
            <Button
              mt="xs"
              display="block"
              size="xs"
              variant="white"
              color="orange"
              loading={confirmSharing.isPending}
              onClick={() => confirmSharing.mutate({ id: contactId, sharedWith: contact.shared })}
            >
              This is meant
            </Button>
          )}
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <ContactFields fields={contact.fields} values={values} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>
            <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)">
              <Title order={2} size="h5" mb="xs">
                Lists and segments
              </Title>
              <Group gap="xs">
                {contact.lists.map((one) => (
                  <Badge key={one.id} variant="light" tt="none" radius="sm" size="lg">
                    {one.name}
                  </Badge>
                ))}
                {contact.segments.map((one) => (
                  <Badge
                    key={one.id}
                    variant="light"
                    color="grape"
                    tt="none"
                    radius="sm"
                    size="lg"
                    renderRoot={(props) => <Link {...props} to="/segments/$segmentId" params={{ segmentId: one.id }} />}
                  >
                    {one.name}
                  </Badge>
                ))}
                {contact.lists.length + contact.segments.length === 0 && (
                  <Text size="sm" c="dimmed">
                    On no list, in no set.
                  </Text>
                )}
              </Group>
              <Text size="xs" c="dimmed" mt="md">
                Added {moment.format(new Date(contact.createdAt))}, changed {moment.format(new Date(contact.updatedAt))}
              </Text>
            </Paper>
            <ReachPanel contactId={contactId} />
            <ContactTimeline contactId={contactId} />
          </Stack>
        </Grid.Col>
      </Grid>
      {editing && (
        <EditContact
          contactId={contactId}
          definitions={contact.fields}
          onClose={() => setEditing(false)}
          onSaved={() => reveal.reset()}
        />
      )}
    </Page>
  );
}
