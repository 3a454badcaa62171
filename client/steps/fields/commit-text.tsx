import { TextInput, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

/** How long a pause in typing makes one edit of it. Milliseconds. */
const PAUSE_MS = 700;

/**
 * A text that becomes one edit (one undo step) when its writer pauses or leaves, not one per letter. A change from
 * elsewhere, such as undo, shows at once.
 */
export function CommitText({
  value,
  onCommit,
  multiline = false,
  ...rest
}: {
  value: string;
  onCommit: (value: string) => void;
  multiline?: boolean;
  label?: string;
  'aria-label'?: string;
  description?: string;
  placeholder?: string;
  error?: string | undefined;
  disabled?: boolean;
  maxLength?: number;
  size?: string;
  'data-field'?: string;
}) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  const latest = useRef({ text, value, onCommit });
  useEffect(() => {
    latest.current = { text, value, onCommit };
  });
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => latest.current.onCommit(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  // Leaving the panel must not lose the last words.
  useEffect(
    () => () => {
      const { text: typed, value: kept, onCommit: keep } = latest.current;
      if (typed !== kept) keep(typed);
    },
    [],
  );
  const commit = () => text !== value && onCommit(text);
  const shared = { ...rest, value: text, onBlur: commit };
  return multiline ? (
    <Textarea {...shared} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxRows={8} />
  ) : (
    <TextInput
      {...shared}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}
