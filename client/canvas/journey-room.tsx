import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Room } from './room.tsx';

/** A journey by its address: its draft, what it may name, then the canvas. */
export function JourneyRoom() {
  const { journeyId } = useParams({ from: '/journeys/$journeyId' });
  const mayEdit = useMay('journeys.edit');
  // Read once: from here on the drawing on screen is the newer one.
  const journey = useQuery(
    trpc.journeys.get.queryOptions({ id: journeyId }, { staleTime: Infinity, gcTime: 0, refetchOnMount: 'always' }),
  );
  const catalog = useQuery(
    trpc.journeys.catalog.queryOptions(undefined, { staleTime: 15_000, refetchOnWindowFocus: true }),
  );
  const error = journey.error ?? catalog.error;
  if (error) {
    const failure = failureOf(error);
    return (
      <Empty
        icon={<IconMapOff size={28} />}
        title="This journey cannot be shown"
        action={
          <Button component={Link} to="/journeys">
            All journeys
          </Button>
        }
      >
        {failure ? failureWords(failure) : 'The server cannot be reached.'}
      </Empty>
    );
  }
  if (!journey.data || !catalog.data || journey.isFetching) return <Loading what="the journey" />;
  return <Room key={journeyId} journey={journey.data} catalog={catalog.data} readOnly={!mayEdit} />;
}
