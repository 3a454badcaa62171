import { useDeferredValue, useEffect, useMemo } from 'react';
import { worldOf } from '../../../server/core/graph/catalog.ts';
import { findingsOf } from '../../../server/core/graph/findings.ts';
import type { Finding } from '../../../server/core/finding.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { useCanvas, useGraph } from './canvas-context.ts';

/** A drawing larger than this is looked at when the hand rests, not at every stroke: proving takes tens of milliseconds. */
const LARGE = 80;
const REST_MS = 200;

/** Checks and proves the drawing after every edit, by the code that does so again before publishing. */
export function useCheck(): void {
  const { view, catalog } = useCanvas();
  const world = useMemo(() => worldOf(catalog), [catalog]);
  const graph = useDeferredValue(useGraph((one) => one));
  useEffect(() => {
    const look = () => {
      const findings = new Map<string, Finding[]>();
      const loose: Finding[] = [];
      for (const one of findingsOf(graph, world, catalog.now)) {
        const trigger = one.code.startsWith('trigger.') || one.field?.startsWith('triggers');
        const step = one.step ?? (trigger ? TRIGGER : null);
        if (step === null) loose.push(one);
        else findings.set(step, [...(findings.get(step) ?? []), one]);
      }
      view.setState({ findings, loose });
    };
    const timer = setTimeout(look, graph.steps.length > LARGE ? REST_MS : 0);
    return () => clearTimeout(timer);
  }, [graph, world, catalog.now, view]);
}
