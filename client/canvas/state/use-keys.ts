import { useEffect } from 'react';
import { useCanvas } from './canvas-context.ts';
import { useEdits } from './use-edits.ts';
import type { Mode } from './view.ts';

const MODES: Readonly<Record<string, Mode>> = { '1': 'build', '2': 'results', '3': 'people' };

/** Shortcuts that work anywhere in the room, except while something is being typed. "?" shows them all. */
export function useKeys(): void {
  const { drawing, view } = useCanvas();
  const { copy, paste, duplicate } = useEdits();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return;
      const { undo, redo } = drawing.temporal.getState();
      const { selected } = view.getState();
      const mod = event.metaKey || event.ctrlKey;
      const key = event.key.toLowerCase();
      const does = mod
        ? {
            z: () => (event.shiftKey ? redo() : undo()),
            y: () => redo(),
            f: () => view.setState({ searching: true }),
            d: () => selected && duplicate(selected),
            c: () => selected && window.getSelection()?.isCollapsed !== false && void copy(selected),
          }[key]
        : {
            '/': () => view.setState({ searching: true }),
            '?': () => view.open('keys'),
            escape: () => view.setState({ insertAt: null, selected: null }),
          }[key];
      if (does) {
        if (key !== 'c') event.preventDefault();
        does();
        return;
      }
      const mode = mod ? undefined : MODES[event.key];
      if (mode) view.setState({ mode });
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      paste(event.clipboardData?.getData('text/plain') ?? '');
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('paste', onPaste);
    };
  }, [drawing, view, copy, paste, duplicate]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
