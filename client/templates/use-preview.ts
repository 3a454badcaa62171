import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../api/trpc.ts';
import type { Draft, Preview } from './types.ts';

export type Sample = 'full' | 'sparse' | 'spanish';

/** The draft compiled on the server a moment after typing stops. `shown` stays while there are errors. */
export function usePreview({ subject, preheader, mjml }: Draft, sample: Sample) {
  const [settled] = useDebouncedValue(JSON.stringify({ subject, preheader, mjml }), 350);
  const query = useQuery({
    ...trpc.templates.preview.queryOptions({ draft: JSON.parse(settled) as Pick<Draft, 'subject' | 'preheader' | 'mjml'>, sample }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
  });
  const [last, setLast] = useState<{ sample: Sample; rendered: NonNullable<Preview['rendered']> } | null>(null);
  const rendered = query.data?.rendered;
  const fresh = query.isPlaceholderData ? null : rendered;
  if (fresh && fresh !== last?.rendered) setLast({ sample, rendered: fresh });
  const kept = last?.sample === sample ? last.rendered : null;
  return {
    preview: query.data ?? null,
    shown: rendered ?? kept,
    /** What is shown is older than what is written, because that has errors. */
    stale: !rendered && kept !== null,
    busy: query.isFetching,
    error: query.error,
  };
}
