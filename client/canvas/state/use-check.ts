import { useDeferredValue, useEffect, useMemo } from 'react';
import { worldOf } from '../../../server/core/graph/catalog.ts';
import { checkGraph } from '../../../server/core/graph/check.ts';
import type { Finding } from '../../../server/core/finding.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { useCanvas, useGraph } from './canvas-context.ts';

/** Checks the drawing after every edit, by the code that checks it again before publishing. */
export function useCheck(): void {
  const { view, catalog } = useCanvas();
  const world = useMemo(() => worldOf(catalog), [catalog]);
  const graph = useDeferredValue(useGraph((one) => one));
  useEffect(() => {
    const findings = new Map<string, Finding[]>();
    const loose: Finding[] = [];
    for (const one of checkGraph(graph, world)) {
      const step = one.step ?? (one.code.startsWith('trigger.') || one.field?.startsWith('triggers') ? TRIGGER : null);
      if (step === null) loose.push(one);
      else findings.set(step, [...(findings.get(step) ?? []), one]);
    }
    view.setState({ findings, loose });
  }, [graph, world, view]);
}
