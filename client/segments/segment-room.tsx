import { Alert, Anchor, Button, Group, Paper, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { checkFilter } from '../../server/core/segment/check.ts';
import { useMay } from '../api/session.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { CountPill } from './count-pill.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { InWords } from './in-words.tsx';
import { RuleGroup } from './rule-group.tsx';
import { type GroupNode, filterOf, treeOf } from './rule-tree.ts';
import { useWorld } from './world.ts';

/** One segment: its rule with a live count, in words, and why someone is in it. */
export function SegmentRoom() {
  const { segmentId } = useParams({ from: '/segments/$segmentId' });
  const query = useQuery(trpc.segments.get.queryOptions({ id: segmentId }, { staleTime: Infinity, gcTime: 0 }));
  const known = useWorld();
  if (failureOf(query.error)?.code === 'NOT_FOUND')
    return (
      <Page title="Segment">
        <Text>
          There is no segment here.{' '}
          <Anchor renderRoot={(props) => <Link {...props} to="/segments" />}>All segments</Anchor>
        </Text>
      </Page>
    );
  if (!query.data || !known) return <Loading what="the segment" />;
  return <Editor key={`${segmentId}:${query.data.revision}`} segment={query.data} known={known} />;
}

type Known = NonNullable<ReturnType<typeof useWorld>>;
type Segment = inferRouterOutputs<AppRouter>['segments']['get'];

function Editor({ segment, known }: { segment: Segment; known: Known }) {
  const [name, setName] = useState(segment.name);
  const [description, setDescription] = useState(segment.description);
  const [tree, setTree] = useState<GroupNode>(() => treeOf(segment.filter ?? { all: [] }));
  const [changed, setChanged] = useState(false);
  const mayEdit = useMay('segments.edit');
  const mayExplain = useMay('segments.explain');
  const navigate = useNavigate();
  const rule = segment.filter !== null;
  const filter = useMemo(() => (rule ? filterOf(tree) : null), [rule, tree]);
  const errors = filter ? checkFilter(filter, known.vocabulary).filter((one) => one.severity === 'error') : [];

  useBlocker({
    shouldBlockFn: () => changed && !window.confirm('Leave without saving your changes to this segment?'),
    enableBeforeUnload: changed,
    disabled: !changed,
  });

  const reload = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.segments.get.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.segments.list.queryKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.segments.vocabulary.queryKey() }),
    ]);
  const save = useMutation(
    trpc.segments.save.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        setChanged(false);
        await reload();
        notifyDone('Saved.');
      },
    }),
  );
  const remove = useMutation(
    trpc.segments.remove.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        setChanged(false);
        await queryClient.invalidateQueries({ queryKey: trpc.segments.list.queryKey() });
        await navigate({ to: '/segments', ignoreBlocker: true });
        notifyDone('The segment is deleted. The contacts stay.');
      },
    }),
  );
  const edit =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setChanged(true);
    };
  const conflict = failureOf(save.error)?.code === 'REVISION_CONFLICT';

  return (
    <Page
      title={`Segment: ${segment.name}`}
      badge={<CountPill filter={rule ? filter : { segment: segment.name }} />}
      actions={
        <Group gap="sm">
          <ExportLink id={segment.id} />
          {mayEdit && (
            <>
              <Button
                variant="default"
                color="red"
                leftSection={<IconTrash size={16} />}
                loading={remove.isPending}
                onClick={() => {
                  if (window.confirm(`Delete the segment “${segment.name}”? The contacts stay.`))
                    remove.mutate({ id: segment.id });
                }}
              >
                Delete
              </Button>
              <Button
                disabled={!changed || !name.trim() || (rule && (!filter || errors.length > 0))}
                loading={save.isPending}
                onClick={() => save.mutate({ id: segment.id, revision: segment.revision, name, description, filter })}
              >
                Save
              </Button>
            </>
          )}
        </Group>
      }
    >
      {conflict && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="Someone else saved this segment">
          Nothing was overwritten.{' '}
          <Anchor
            component="button"
            type="button"
            onClick={() => {
              setChanged(false);
              void reload();
            }}
          >
            Show their version
          </Anchor>{' '}
          (your changes here are then dropped).
        </Alert>
      )}
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => edit(setName)(event.currentTarget.value)}
          disabled={!mayEdit}
          maxLength={120}
          required
          error={name.trim() ? undefined : 'A segment needs a name'}
          miw={220}
        />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => edit(setDescription)(event.currentTarget.value)}
          disabled={!mayEdit}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={500}
          miw={280}
        />
      </Group>
      {rule ? (
        <>
          <Paper withBorder p={{ base: 'xs', sm: 'md' }} radius="md" bg="var(--stepwell-card)">
            <RuleGroup node={tree} world={known.world} onChange={edit(setTree)} disabled={!mayEdit} />
          </Paper>
          <InWords filter={filter} vocabulary={known.vocabulary} />
        </>
      ) : (
        <Paper withBorder p="md" radius="md" bg="var(--stepwell-card)">
          <Text>
            This is a set: journeys add contacts to it with the step “Add to segment”. It has no rule, so its members
            stay until they are taken out.
          </Text>
        </Paper>
      )}
      <UsedBy usedBy={segment.usedBy} />
      {mayExplain && (filter || !rule) && <ExplainPanel filter={filter ?? { segment: segment.name }} />}
    </Page>
  );
}

function ExportLink({ id }: { id: string }) {
  if (!useMay('contacts.export')) return null;
  return (
    <Button
      component="a"
      href={`/api/app/segments/${id}/members.csv`}
      download
      variant="default"
      leftSection={<IconDownload size={16} />}
    >
      Export CSV
    </Button>
  );
}

function UsedBy({ usedBy }: { usedBy: Segment['usedBy'] }) {
  if (usedBy.length === 0) return null;
  return (
    <Stack gap={4}>
      <Title order={2} size="h4">
        Used by
      </Title>
      {usedBy.map((one) => (
        <Text key={`${one.kind}:${one.id}`} size="sm">
          {one.kind === 'journey' ? (
            <>
              The journey{' '}
              <Anchor
                renderRoot={(props) => <Link {...props} to="/journeys/$journeyId" params={{ journeyId: one.id }} />}
              >
                {one.name}
              </Anchor>
            </>
          ) : (
            <>
              The segment{' '}
              <Anchor
                renderRoot={(props) => <Link {...props} to="/segments/$segmentId" params={{ segmentId: one.id }} />}
              >
                {one.name}
              </Anchor>
            </>
          )}
        </Text>
      ))}
    </Stack>
  );
}
