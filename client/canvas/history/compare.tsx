import { Group, Loader, Select, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { CSSProperties } from 'react';
import type { Graph } from '../../../server/core/graph/model.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { Changed } from '../publish/changed.tsx';
import { SettingLines } from '../publish/setting-lines.tsx';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import css from '../styles/change.module.css';
import { diffRows } from './diff-rows.ts';

/** The draft among the versions. */
export const DRAFT = 'draft';

/** Any two versions, or one and the draft: what the second has that the first has not, and the other way round. */
export function Compare({
  versions,
  pair: [from, to],
  onPair,
}: {
  versions: readonly number[];
  pair: readonly [string, string];
  onPair: (pair: readonly [string, string]) => void;
}) {
  const [before, after] = [useDrawn(from), useDrawn(to)];
  const data = [
    ...versions.map((one) => ({ value: String(one), label: `Version ${one}` })),
    { value: DRAFT, label: 'The draft' },
  ];
  const failure = before.failure ?? after.failure;
  return (
    <Stack gap={8}>
      <Group gap={6} wrap="nowrap">
        <Select
          size="sm"
          aria-label="From"
          data={data}
          value={from}
          allowDeselect={false}
          onChange={(next) => next && onPair([next, to])}
        />
        <IconArrowRight size={16} aria-hidden style={{ flex: 'none' }} />
        <Select
          size="sm"
          aria-label="To"
          data={data}
          value={to}
          allowDeselect={false}
          onChange={(next) => next && onPair([from, next])}
        />
      </Group>
      {failure && (
        <Text size="sm" c="red">
          {failure}
        </Text>
      )}
      {!failure &&
        (before.graph && after.graph ? <Tree before={before.graph} after={after.graph} /> : <Loader size="sm" />)}
    </Stack>
  );
}

function Tree({ before, after }: { before: Graph; after: Graph }) {
  const { rows, journey } = diffRows(before, after);
  const same = journey.length === 0 && rows.every(({ step }) => step.change === 'unchanged');
  return (
    <>
      {same && (
        <Text size="sm" c="dimmed">
          They are the same.
        </Text>
      )}
      {journey.length > 0 && (
        <Changed kind="changed" name="The journey">
          <SettingLines words={journey} />
        </Changed>
      )}
      <ol className={css['tree']}>
        {rows.map(({ step, level }) => (
          <li key={step.id} style={{ '--level': Math.min(level, 6) } as CSSProperties}>
            {step.change === 'unchanged' ? (
              <div className={css['same']}>{step.name}</div>
            ) : (
              <Changed kind={step.change} name={step.name}>
                <SettingLines words={step.words} />
              </Changed>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** A version's drawing; versions never change, so it is asked for once. */
function useDrawn(which: string): { graph: Graph | null; failure: string | null } {
  const { journeyId } = useCanvas();
  const draft = useGraph((one) => one);
  const { data, error } = useQuery(
    trpc.journeys.version.queryOptions(
      { id: journeyId, version: Number(which) || 1 },
      { enabled: which !== DRAFT, staleTime: Infinity, retry: false },
    ),
  );
  if (which === DRAFT) return { graph: draft, failure: null };
  const failure = error ? failureOf(error) : null;
  return {
    graph: data?.graph ?? null,
    failure: error ? (failure ? failureWords(failure) : 'It cannot be loaded.') : null,
  };
}
