import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { failureOf, trpc } from '../../api/trpc.ts';
import { failureWords } from '../../ui/failure-words.ts';
import type { Graph } from '../../../server/core/graph/model.ts';
import type { DrawingStore } from '../state/drawing.ts';

/** A pause in editing after which the draft is saved. Milliseconds. */
const PAUSE_MS = 800;
const RETRY_MS = 5_000;

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  /** Someone else saved first: nothing of theirs was overwritten, nothing of ours is lost from the screen. */
  | { kind: 'conflict' }
  | { kind: 'failed'; why: string };

interface Held {
  revision: number;
  /** What the server has. */
  saved: Graph;
  timer: ReturnType<typeof setTimeout> | null;
  busy: Promise<void> | null;
  /** After a conflict, until the person has decided. */
  stopped: boolean;
  again: () => Promise<void>;
}

/**
 * Saves the draft after each pause in editing, from the revision it was read at. When someone else saved meanwhile
 * it stops and says so; it never overwrites.
 */
export function useAutosave({
  journeyId,
  drawing,
  revision,
  enabled,
}: {
  journeyId: string;
  drawing: DrawingStore;
  revision: number;
  enabled: boolean;
}) {
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: null });
  const { mutateAsync } = useMutation(trpc.journeys.save.mutationOptions());
  const held = useRef<Held>({
    revision,
    saved: drawing.getState().graph,
    timer: null,
    busy: null,
    stopped: false,
    again: async () => {},
  });

  const save = useCallback(async (): Promise<void> => {
    const own = held.current;
    // Another save may begin between two turns, so it is asked again until none is under way.
    while (own.busy) await own.busy;
    const { graph } = drawing.getState();
    if (own.stopped || graph === own.saved) return;
    setState({ kind: 'saving' });
    const attempt = async () => {
      try {
        const answer = await mutateAsync({ id: journeyId, revision: own.revision, graph });
        own.revision = answer.revision;
        own.saved = graph;
        setState(drawing.getState().graph === graph ? { kind: 'saved', at: Date.now() } : { kind: 'waiting' });
      } catch (error) {
        const failure = failureOf(error);
        own.stopped = failure?.code === 'REVISION_CONFLICT';
        if (own.stopped) {
          setState({ kind: 'conflict' });
          return;
        }
        const why = failure ? failureWords(failure) : 'The server cannot be reached; trying again.';
        setState({ kind: 'failed', why });
        // A refusal stays one until something is changed; only a lost connection is worth trying again.
        if (!failure) own.timer = setTimeout(() => void own.again(), RETRY_MS);
      } finally {
        own.busy = null;
      }
    };
    own.busy = attempt();
    await own.busy;
  }, [drawing, journeyId, mutateAsync]);

  useEffect(() => {
    if (!enabled) return undefined;
    const own = held.current;
    own.again = save;
    const off = drawing.subscribe((now, before) => {
      if (now.graph === before.graph || now.graph === own.saved || own.stopped) return;
      setState({ kind: 'waiting' });
      if (own.timer) clearTimeout(own.timer);
      own.timer = setTimeout(() => void save(), PAUSE_MS);
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (drawing.getState().graph !== own.saved && !own.stopped) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      off();
      window.removeEventListener('beforeunload', warn);
      if (own.timer) clearTimeout(own.timer);
      // Leaving the room saves what the pause had not yet.
      void save();
    };
  }, [drawing, enabled, save]);

  return {
    state,
    /** Saves now what is not saved yet, and answers the revision the draft then has. Throws when it could not be saved. */
    async flush(): Promise<number> {
      if (held.current.timer) clearTimeout(held.current.timer);
      await save();
      if (drawing.getState().graph !== held.current.saved) throw new Error('The draft could not be saved.');
      return held.current.revision;
    },
    /** After a restore or a reload: this drawing, at this revision, is what the server has. */
    adopt(graph: Graph, next: number): void {
      held.current.stopped = false;
      held.current.revision = next;
      held.current.saved = graph;
      drawing.load(graph);
      setState({ kind: 'saved', at: Date.now() });
    },
  };
}

export type Autosave = ReturnType<typeof useAutosave>;
