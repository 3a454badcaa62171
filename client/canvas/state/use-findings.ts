import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from 'zustand';
import type { Finding } from '../../../server/core/finding.ts';
import { useCanvas } from './canvas-context.ts';

/** Everything found in the drawing now: of the journey as a whole first, then step by step. */
export function useFindings(): readonly Finding[] {
  const { view } = useCanvas();
  const [loose, byStep] = useStore(
    view,
    useShallow((state) => [state.loose, state.findings] as const),
  );
  return useMemo(() => [...loose, ...[...byStep.values()].flat()], [loose, byStep]);
}
