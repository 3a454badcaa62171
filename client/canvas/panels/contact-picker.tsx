import { Select } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/trpc.ts';

interface Person {
  id: string;
  masked: Readonly<Record<string, unknown>>;
}

const PAUSE_MS = 350;
const SHORTEST = 2;

/** A contact, masked: of the newest, or found by exact address, record number or the beginning of a name. */
export function ContactPicker({ value, onChange }: { value: string | null; onChange: (id: string | null) => void }) {
  const newest = useQuery(trpc.contacts.list.queryOptions({ limit: 30 }, { staleTime: 60_000 }));
  const search = useMutation(trpc.contacts.search.mutationOptions());
  const [term, setTerm] = useState('');
  const find = useDebouncedCallback((text: string) => search.mutate({ term: text }), PAUSE_MS);
  const searched = term.length >= SHORTEST && search.data;
  const people: readonly Person[] = searched ? searched.contacts : (newest.data?.contacts ?? []);
  return (
    <Select
      label="Contact"
      placeholder="Name, address or record number"
      searchable
      data={people.map((one) => ({ value: one.id, label: nameOf(one) }))}
      // The server has searched already, among values this page never sees.
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      onSearchChange={(text) => {
        const shown = people.some((one) => nameOf(one) === text);
        setTerm(shown ? '' : text.trim());
        if (!shown && text.trim().length >= SHORTEST) find(text.trim());
      }}
      nothingFoundMessage={search.isPending ? 'Looking…' : 'Nobody like that'}
    />
  );
}

function nameOf({ masked, id }: Person): string {
  const words = [masked['first_name'], masked['last_name']].filter((one) => typeof one === 'string');
  const email = typeof masked['email'] === 'string' ? ` · ${masked['email']}` : '';
  return `${words.join(' ') || 'Contact'}${email} (${id.slice(-4)})`;
}
