import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { client } from '../../api/trpc.ts';
import type { Autosave } from './use-autosave.ts';

/** Takes over what is on the server now, such as someone else's draft. */
export function useReload(journeyId: string, autosave: Autosave): () => void {
  return () => {
    const reload = async () => {
      const journey = await client.journeys.get.query({ id: journeyId });
      autosave.adopt(journey.draft, journey.revision);
      notifyDone('This is the newest draft now.');
    };
    reload().catch(notifyFailed);
  };
}
