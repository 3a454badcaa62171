import { useEffect } from 'react';
import { client } from '../../api/trpc.ts';
import { useCanvas } from './canvas-context.ts';

/** Keeps the live figures live, by server-sent events, for as long as the journey is looked at. */
export function useLiveCounts(journeyId: string): void {
  const { live } = useCanvas();
  useEffect(() => {
    const subscription = client.journeys.countsLive.subscribe(
      { id: journeyId },
      {
        onData: (counts) => live.setState({ counts, connected: true }),
        onConnectionStateChange: ({ state }) => live.setState({ connected: state === 'pending' }),
        onError: () => live.setState({ connected: false }),
      },
    );
    return () => subscription.unsubscribe();
  }, [journeyId, live]);
}
