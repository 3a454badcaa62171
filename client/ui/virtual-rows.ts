import { type Virtualizer, useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';

/** Rows from the end at which the next page is fetched, so that nobody who scrolls waits for it. */
const AHEAD = 15;

/**
 * A long list of rows of one height: only those in sight exist, and `onMore` is called before the end is reached. Put
 * `frame` on the element that scrolls.
 */
export function useVirtualRows(list: {
  count: number;
  height: number;
  more: boolean;
  loading: boolean;
  onMore: () => void;
}): { frame: RefObject<HTMLDivElement | null>; virtual: Virtualizer<HTMLDivElement, Element> } {
  const { count, height, more, loading, onMore } = list;
  const frame = useRef<HTMLDivElement>(null);
  // Its functions change with every scroll, so the compiler leaves this alone, as it must.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
  });
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && !loading && last >= count - AHEAD) onMore();
  }, [more, loading, last, count, onMore]);
  return { frame, virtual };
}
