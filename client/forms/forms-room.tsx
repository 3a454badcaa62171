import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconExternalLink, IconForms, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/tag.tsx';
import { NewForm } from './new-form.tsx';

type Form = inferRouterOutputs<AppRouter>['forms']['list'][number];

/** Every hosted form, and how often each was sent in. */
export function FormsRoom() {
  const { data } = useQuery(trpc.forms.list.queryOptions());
  const mayEdit = useMay('forms.edit');
  const [making, setMaking] = useState(false);
  if (!data) return <Loading what="the forms" />;
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      New form
    </Button>
  );
  return (
    <Page
      title="Forms"
      lead="Public pages whose answers come to a contact, sealed. A journey can start when one is sent in."
      actions={add}
    >
      {data.length === 0 ? (
        <Empty icon={<IconForms size={28} />} title="No forms yet" action={add}>
          Ask for a few things on a page of your own: a sign-up for a class, a request to be called, a survey. Then let
          a journey start with it.
        </Empty>
      ) : (
        <SimpleGrid cols={{ base: 1, md: 2, lg: 3 }}>
          {data.map((one) => (
            <FormCard key={one.id} form={one} />
          ))}
        </SimpleGrid>
      )}
      {making && <NewForm onClose={() => setMaking(false)} />}
    </Page>
  );
}

function FormCard({ form }: { form: Form }) {
  const { id, name, state, definition, submissions, review } = form;
  const asked = ['Email', ...definition.fields.map((one) => one.label)];
  return (
    <Card withBorder radius="md" padding="md" bg="var(--stepwell-card)">
      <Stack gap={6} h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Anchor
            fw={650}
            c="inherit"
            renderRoot={(props) => <Link {...props} to="/forms/$formId" params={{ formId: id }} />}
          >
            {name}
          </Anchor>
          <Tag tone={state === 'open' ? 'teal' : 'gray'}>{state === 'open' ? 'Open' : 'Closed'}</Tag>
        </Group>
        <Text size="sm" c="dimmed" lineClamp={2} style={{ flex: 1 }}>
          Asks for {asked.join(', ')}.
        </Text>
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            <Badge variant="default" radius="sm" tt="none">
              {submissions.toLocaleString('en')} sent in
            </Badge>
            {review > 0 && <Tag tone="yellow">{review.toLocaleString('en')} to look at</Tag>}
          </Group>
          <Anchor size="sm" href={`/f/${id}`} target="_blank" rel="noreferrer">
            <Group gap={4} wrap="nowrap">
              Open <IconExternalLink size={14} aria-hidden />
            </Group>
          </Anchor>
        </Group>
      </Stack>
    </Card>
  );
}
