import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import { failureOf, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';

/** The editor is large and only needed here. */
const Studio = lazy(() => import('./studio.tsx').then((module) => ({ default: module.Studio })));

export function TemplateRoom() {
  const { templateId } = useParams({ from: '/templates/$templateId' });
  const [round, setRound] = useState(0);
  const query = useQuery({
    ...trpc.templates.get.queryOptions({ id: templateId }),
    // The studio holds the draft; a refetch must never pull it from under the author.
    staleTime: Infinity,
    gcTime: 0,
  });
  if (query.isError) {
    const failure = failureOf(query.error);
    return (
      <Alert color="red" m="xl" title="This template cannot be shown">
        {failure ? failureWords(failure) : 'The server cannot be reached.'}
      </Alert>
    );
  }
  if (!query.data) return <Loading what="the template" />;
  const reload = () => void query.refetch().then(() => setRound((now) => now + 1));
  return (
    <Suspense fallback={<Loading what="the editor" />}>
      <Studio key={`${templateId}:${round}`} template={query.data} onReload={reload} />
    </Suspense>
  );
}
