import { useCallback } from 'react';
import type { Example } from '../../../server/core/example.ts';
import { useCanvas } from '../state/canvas-context.ts';

/** Opens the test run with somebody invented, who then walks the drawing. */
export function useRunExample(): (example: Example) => void {
  const { view } = useCanvas();
  return useCallback((example) => view.setState({ example, panel: 'test' }), [view]);
}
