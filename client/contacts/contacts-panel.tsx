import { Alert, Button, CloseButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconFileUpload, IconSearch, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { ChosenBar } from './chosen-bar.tsx';
import { ContactList } from './contact-list.tsx';
import { useContacts } from './use-contacts.ts';

/** The list of contacts: search it, narrow it to a list or segment, choose some and put them on a list. */
export function ContactsPanel({ list, onList }: { list: string | null; onList: (list: string | null) => void }) {
  const [segment, setSegment] = useState<string | null>(null);
  const [term, setTerm] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayEdit = useMay('contacts.edit');
  const mayRead = useMay('contacts.read');
  const lists = useQuery(trpc.lists.list.queryOptions());
  const segments = useQuery(trpc.segments.list.queryOptions());
  const search = useMutation(trpc.contacts.search.mutationOptions({ onError: notifyFailed }));
  const found = search.data;
  const { rows, hasNextPage, isFetching, isPending, fetchNextPage, error } = useContacts(
    { list: list ?? undefined, segment: segment ?? undefined },
    !found && mayRead,
  );
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const choose = useCallback((id: string, on: boolean) => {
    setChosen((now) => {
      const next = new Set(now);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  if (!mayRead) return <Text>Your role does not see who the contacts are.</Text>;
  const clear = () => {
    search.reset();
    setTerm('');
  };
  const failure = failureOf(error);
  const narrowed = list !== null || segment !== null;
  return (
    <Stack>
      <Group gap="sm" align="flex-end">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (term.trim().length > 1) search.mutate({ term });
          }}
          style={{ flex: '1 1 280px', maxWidth: 440 }}
        >
          <TextInput
            label="Find someone"
            placeholder="Email, external id, phone, record number or name"
            leftSection={<IconSearch size={16} />}
            rightSection={(found || term) && <CloseButton aria-label="Clear the search" onClick={clear} />}
            value={term}
            onChange={(event) => setTerm(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        </form>
        <Select
          label="On the list"
          placeholder="Any list"
          data={lists.data?.map((one) => one.name) ?? []}
          value={list}
          onChange={onList}
          searchable
          clearable
          disabled={Boolean(found)}
          w={{ base: '100%', xs: 220 }}
        />
        <Select
          label="In the segment"
          placeholder="Any segment"
          data={segments.data?.map((one) => one.name) ?? []}
          value={segment}
          onChange={setSegment}
          searchable
          clearable
          disabled={Boolean(found)}
          w={{ base: '100%', xs: 240 }}
        />
      </Group>
      {found && (
        <Text size="sm" aria-live="polite">
          {found.contacts.length === 0 ? 'Nobody was found' : `${found.contacts.length} found`}
          {found.by === 'name' && ` by name among ${found.examined.toLocaleString('en-US')} contacts looked at`}
          {!found.complete && found.contacts.length === 0 && '; give an exact e-mail address or external id'}.
        </Text>
      )}
      {error && <Alert color="red">{failure ? failureWords(failure) : 'The contacts could not be fetched.'}</Alert>}
      {mayEdit && chosen.size > 0 && <ChosenBar chosen={[...chosen]} list={list} onDone={() => setChosen(new Set())} />}
      {found ? (
        found.contacts.length > 0 && (
          <ContactList
            rows={found.contacts}
            more={false}
            loading={false}
            onMore={more}
            chosen={chosen}
            onChoose={mayEdit ? choose : undefined}
          />
        )
      ) : error ? null : isPending ? (
        <Loading what="the contacts" />
      ) : rows.length === 0 && !hasNextPage ? (
        <Nobody narrowed={narrowed} />
      ) : (
        <ContactList
          rows={rows}
          more={hasNextPage}
          loading={isFetching}
          onMore={more}
          chosen={chosen}
          onChoose={mayEdit ? choose : undefined}
        />
      )}
    </Stack>
  );
}

function Nobody({ narrowed }: { narrowed: boolean }) {
  const mayImport = useMay('contacts.import');
  if (narrowed)
    return (
      <Empty icon={<IconUsers size={28} />} title="Nobody is in it">
        No contact is on this list and in this segment now.
      </Empty>
    );
  return (
    <Empty
      icon={<IconUsers size={28} />}
      title="No contacts yet"
      action={
        mayImport && (
          <Button
            leftSection={<IconFileUpload size={16} />}
            renderRoot={(props) => <Link {...props} to="/contacts/import" />}
          >
            Import a CSV
          </Button>
        )
      }
    >
      Bring a CSV file from another system, or add someone by hand.
    </Empty>
  );
}
