import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import type { Draft, Template } from './types.ts';

/** `conflict`: someone else saved; nothing more is sent until the page is loaded anew. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';

const PAUSE_MS = 900;

/**
 * A template's draft with autosave. One save is under way at a time, each begins from the revision the last one
 * answered, and what was typed meanwhile is saved after it.
 */
export function useDraft(template: Template, mayEdit: boolean) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(template));
  const [state, setState] = useState<SaveState>('saved');
  const { mutateAsync } = useMutation(trpc.templates.save.mutationOptions());
  const latest = useRef(draft);
  const revision = useRef(template.revision);
  const dirty = useRef(false);
  const busy = useRef<Promise<boolean> | null>(null);
  const stopped = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const saveOnce = useCallback(async (): Promise<boolean> => {
    while (dirty.current && !stopped.current) {
      dirty.current = false;
      setState('saving');
      try {
        const saved = await mutateAsync({ id: template.id, revision: revision.current, draft: latest.current });
        revision.current = saved.revision;
      } catch (error) {
        dirty.current = true;
        const conflict = failureOf(error)?.code === 'REVISION_CONFLICT';
        stopped.current = conflict;
        setState(conflict ? 'conflict' : 'failed');
        if (!conflict) notifyFailed(error);
        return false;
      }
    }
    setState(stopped.current ? 'conflict' : 'saved');
    void queryClient.invalidateQueries({ queryKey: trpc.templates.list.queryKey() });
    return !stopped.current;
  }, [mutateAsync, template.id]);

  /** Saves what is unsaved now. @returns false when it could not. */
  const flush = useCallback(async (): Promise<boolean> => {
    if (busy.current) await busy.current;
    if (!dirty.current) return !stopped.current;
    busy.current = saveOnce().finally(() => (busy.current = null));
    return busy.current;
  }, [saveOnce]);

  const change = useCallback(
    (part: Partial<Draft>) => {
      if (!mayEdit) return;
      latest.current = { ...latest.current, ...part };
      dirty.current = true;
      setDraft(latest.current);
      setState((now) => (now === 'conflict' ? now : 'waiting'));
      clearTimeout(timer.current);
      if (!stopped.current) timer.current = setTimeout(() => void flush(), PAUSE_MS);
    },
    [mayEdit, flush],
  );


  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (dirty.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', hold);
    return () => {
      window.removeEventListener('beforeunload', hold);
      void flush();
    };
  }, [flush]);

  return { draft, change, state, flush, revision: () => revision.current };
}

export function draftOf(template: Template): Draft {
  const { name, subject, preheader, mjml } = template;
  const topicPhi = (['P0', 'P1', 'P2', 'P3'] as const).find((one) => one === template.topicPhi) ?? 'P2';
  return { name, topicPhi, subject, preheader, mjml };
}
