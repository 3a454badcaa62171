import { Button, SimpleGrid, TextInput } from '@mantine/core';
import { IconMail, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { starter } from './starter.ts';
import { TemplateCard } from './template-card.tsx';

/** The gallery: every template as it looks in the inbox. */
export function TemplatesRoom() {
  const list = useQuery(trpc.templates.list.queryOptions());
  const [search, setSearch] = useState('');
  const navigate = useNavigate();
  const mayEdit = useMay('templates.edit');
  const create = useMutation(
    trpc.templates.create.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.templates.list.queryKey() });
        await navigate({ to: '/templates/$templateId', params: { templateId: id } });
      },
    }),
  );
  const rows = list.data ?? [];
  const add = () => create.mutate({ name: freeName(rows.map((one) => one.name)), subject: '', preheader: '', mjml: starter });
  const wanted = search.trim().toLowerCase();
  const shown = rows.filter((one) => `${one.name} ${one.subject}`.toLowerCase().includes(wanted));
  const button = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={add} loading={create.isPending}>
      New template
    </Button>
  );
  return (
    <Page
      title="Templates"
      lead="The emails journeys send. Each is compiled once and checked before anybody gets it."
      actions={
        <>
          <TextInput
            aria-label="Search templates"
            placeholder="Search"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            w={200}
          />
          {button}
        </>
      }
    >
      {list.isPending ? (
        <Loading what="templates" />
      ) : rows.length === 0 ? (
        <Empty icon={<IconMail size={28} />} title="No templates yet" action={button}>
          A template is an email written once in MJML, with merge fields for what differs from contact to contact.
        </Empty>
      ) : shown.length === 0 ? (
        <Empty icon={<IconSearch size={28} />} title="Nothing found">
          No template has “{search}” in its name or subject.
        </Empty>
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
          {shown.map((one) => (
            <TemplateCard key={one.id} template={one} />
          ))}
        </SimpleGrid>
      )}
    </Page>
  );
}

function freeName(taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? 'New template' : `New template ${n}`;
    if (!taken.includes(name)) return name;
  }
}
