import { useState } from 'react';
import roomCss from '../styles/room.module.css';
import { useCanvas, useGraph } from '../state/canvas-context.ts';

/** The journey's name, edited where it stands: Enter or leaving keeps it, Escape does not. */
export function JourneyName({ onRename }: { onRename: (name: string) => void }) {
  const { readOnly } = useCanvas();
  const name = useGraph((graph) => graph.name);
  const [text, setText] = useState(name);
  const [shown, setShown] = useState(name);
  if (shown !== name) {
    setShown(name);
    setText(name);
  }
  const commit = () => {
    const next = text.trim();
    if (next && next !== name) onRename(next);
    else setText(name);
  };
  return (
    <input
      className={roomCss['name']}
      aria-label="Journey name"
      value={text}
      maxLength={120}
      disabled={readOnly}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') {
          setText(name);
          event.stopPropagation();
        }
      }}
    />
  );
}
