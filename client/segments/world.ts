import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useMemo } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import type { Vocabulary } from '../../server/core/segment/fields.ts';
import { trpc } from '../api/trpc.ts';

/** What rules may name here, as the server lists it. */
export type World = inferRouterOutputs<AppRouter>['segments']['vocabulary'];

/** The world a rule is written in, and the same as the core wants it; null while it is being fetched. */
export function useWorld(): { world: World; vocabulary: Vocabulary } | null {
  const { data } = useQuery(trpc.segments.vocabulary.queryOptions());
  return useMemo(() => (data ? { world: data, vocabulary: vocabularyOf(data) } : null), [data]);
}

function vocabularyOf(world: World): Vocabulary {
  return {
    attributes: new Map(world.attributes.map((one) => [one.key, one])),
    lists: new Set(world.lists),
    segments: new Map(world.segments.map((one) => [one.name, one.filter])),
  };
}
