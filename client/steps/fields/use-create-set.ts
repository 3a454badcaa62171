import { useMutation, useQueryClient } from '@tanstack/react-query';
import { trpc } from '../../api/trpc.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';

/** Makes a segment that journeys add to, then hands over its name. */
export function useCreateSet(onMade: (name: string) => void): (name: string) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation(
    trpc.segments.create.mutationOptions({
      onSuccess: (_made, { name }) => {
        notifyDone(`The segment “${name}” is there.`);
        onMade(name);
        void queries.invalidateQueries(trpc.journeys.catalog.queryFilter());
      },
      onError: notifyFailed,
    }),
  );
  return (name) => mutate({ name, filter: null });
}
