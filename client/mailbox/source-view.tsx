import { Alert, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { failureOf, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import styles from './mailbox.module.css';

/** The bytes that came over the wire; sealed mail is still sealed here. */
export function SourceView({ id }: { id: string }) {
  const { data, error } = useQuery(trpc.mailbox.raw.queryOptions({ id }, { staleTime: Infinity }));
  if (error) return <Alert color="red">{failureOf(error)?.message ?? 'The server cannot be reached.'}</Alert>;
  if (!data) return <Loading what="the source" />;
  const cut = data.bytes > data.source.length;
  return (
    <>
      <Text fz="xs" c="dimmed">
        {data.bytes.toLocaleString('en-US')} bytes as they came{cut ? '; the beginning is shown' : ''}
      </Text>
      <pre className={styles['text']}>{data.source}</pre>
    </>
  );
}
