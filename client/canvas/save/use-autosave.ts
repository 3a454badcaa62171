import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
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
  const held = useRef<{
    revision: number;
    saved: Graph;
    timer: ReturnType<typeof setTimeout> | null;
    busy: Promise<void> | null;
  }>({
    revision,
    saved: drawing.getState().graph,
    timer: null,
    busy: null,
  });
  const stopped = useRef(false);

  const save = useRef(async (): Promise<void> => {});
  save.current = async () => {
    const own = held.current;
    if (own.busy) await own.busy;
    const { graph } = drawing.getState();
    if (stopped.current || graph === own.saved) return;
    setState({ kind: 'saving' });
    own.busy = mutateAsync({ id: journeyId, revision: own.revision, graph })
      .then((answer) => {
        own.revision = answer.revision;
        own.saved = graph;
        setState(drawing.getState().graph === graph ? { kind: 'saved', at: Date.now() } : { kind: 'waiting' });
      })
      .catch((error: unknown) => {
        const failure = failureOf(error);
        if (failure?.code === 'REVISION_CONFLICT') {
          stopped.current = true;
          setState({ kind: 'conflict' });
          return;
        }
        setState({
          kind: 'failed',
          why: failure ? failureWords(failure) : 'The server cannot be reached; trying again.',
        });
        own.timer = setTimeout(() => void save.current(), RETRY_MS);
      })
      .finally(() => {
        own.busy = null;
      });
    await own.busy;
  };

  useEffect(() => {
    if (!enabled) return undefined;
    const own = held.current;
    const off = drawing.subscribe((now, before) => {
      if (now.graph === before.graph || now.graph === own.saved || stopped.current) return;
      setState({ kind: 'waiting' });
      if (own.timer) clearTimeout(own.timer);
      own.timer = setTimeout(() => void save.current(), PAUSE_MS);
    });
    const warn = (event: BeforeUnloadEvent) => {
      if (drawing.getState().graph !== own.saved && !stopped.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      off();
      window.removeEventListener('beforeunload', warn);
      if (own.timer) clearTimeout(own.timer);
      // Leaving the room saves what the pause had not yet.
      void save.current();
    };
  }, [drawing, enabled]);

  return {
    state,
    /** Saves now what is not saved yet, and answers the revision the draft then has. */
    async flush(): Promise<number> {
      if (held.current.timer) clearTimeout(held.current.timer);
      await save.current();
      return held.current.revision;
    },
    /** After a restore or a reload: this drawing, at this revision, is what the server has. */
    adopt(graph: Graph, next: number): void {
      stopped.current = false;
      held.current.revision = next;
      held.current.saved = graph;
      drawing.load(graph);
      setState({ kind: 'saved', at: Date.now() });
    },
  };
}

export type Autosave = ReturnType<typeof useAutosave>;
