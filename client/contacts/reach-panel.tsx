import { Alert, Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deliveryChoices } from '../../server/core/keys/life.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { KeyCard } from './key-card.tsx';
import { KeyUpload } from './key-upload.tsx';
import { actorWords, choiceWords } from './reach-words.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** How mail reaches this person: what they chose, their keys with where each stands, and what staff can do about it. */
export function ReachPanel({ contactId }: { contactId: string }) {
  const query = useQuery(trpc.recipientKeys.get.queryOptions({ contactId }));
  const mayEdit = useMay('contacts.edit');
  const [past, setPast] = useState(false);
  const again = () => void queryClient.invalidateQueries({ queryKey: trpc.recipientKeys.get.queryKey({ contactId }) });
  const choose = useMutation(
    trpc.recipientKeys.choose.mutationOptions({
      onError: notifyFailed,
      onSuccess: () => notifyDone('Saved. It holds from the next message on.'),
      onSettled: again,
    }),
  );
  const invite = useMutation(
    trpc.recipientKeys.invite.mutationOptions({
      onError: notifyFailed,
      onSuccess: () => notifyDone('The link to their own page is on its way to them.'),
    }),
  );
  const how = query.data;
  const keys = how?.keys.filter((key) => key.state !== 'superseded') ?? [];
  const over = how?.keys.filter((key) => key.state === 'superseded') ?? [];
  const own = keys.filter((key) => key.source === 'enrolled' && key.state !== 'pending' && key.state !== 'waiting');
  const unusable = own.length > 0 && !own.some((key) => key.state === 'enrolled');
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" component="section" aria-labelledby="reach-title">
      <Title order={2} size="h5" mb="xs" id="reach-title">
        How mail reaches this person
      </Title>
      {!how && (
        <Text size="sm" c="dimmed" role={query.error ? 'alert' : 'status'}>
          {query.error ? 'This could not be loaded. Reload the page to try again.' : 'Loading…'}
        </Text>
      )}
      {how && (
        <Stack gap="sm">
          <Select
            label="Their choice"
            description={choiceWords[how.delivery].help}
            data={deliveryChoices.map((value) => ({ value, label: choiceWords[value].label }))}
            value={how.delivery}
            readOnly={!mayEdit}
            disabled={choose.isPending}
            allowDeselect={false}
            onChange={(next) => {
              const delivery = deliveryChoices.find((one) => one === next);
              if (delivery && delivery !== how.delivery) choose.mutate({ contactId, delivery });
            }}
          />
          {how.chosenAt !== null && (
            <Text size="xs" c="dimmed">
              Set by {actorWords(how.chosenBy)} on {day.format(new Date(how.chosenAt))}
            </Text>
          )}
          {unusable && (
            <Alert color="orange" title="No key of theirs can be used" p="sm">
              They asked for sealed mail, so their messages wait in the portal until there is another key, or this one
              is withdrawn.
            </Alert>
          )}
          {keys.length === 0 && (
            <Text size="sm" c="dimmed">
              No key. Mail goes by an encrypted connection or the portal, as the policy says.
            </Text>
          )}
          {keys.map((key) => (
            <KeyCard key={key.id} contactId={contactId} item={key} onChanged={again} />
          ))}
          {over.length > 0 && (
            <Button variant="subtle" size="compact-sm" aria-expanded={past} onClick={() => setPast(!past)}>
              {past ? 'Hide' : 'Show'} {over.length} {over.length === 1 ? 'key that is' : 'keys that are'} over
            </Button>
          )}
          {past && over.map((key) => <KeyCard key={key.id} contactId={contactId} item={key} onChanged={again} />)}
          {mayEdit && (
            <Group gap="xs">
              <KeyUpload contactId={contactId} onChanged={again} />
              <Button
                variant="default"
                size="xs"
                leftSection={<IconMailForward size={14} />}
                loading={invite.isPending}
                onClick={() => invite.mutate({ contactId })}
              >
                Mail them their page
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Paper>
  );
}
