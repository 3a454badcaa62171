import { useMemo } from 'react';
import { notifications } from '@mantine/notifications';
import { Failure } from '../../../server/core/failure.ts';
import { applyChange, type Change, type Place } from '../../../server/core/graph/change.ts';
import type { FilterPlace } from '../../../server/core/graph/change-filter.ts';
import { freshStepId } from '../../../server/core/graph/fresh-id.ts';
import { versionOf } from '../../../server/core/graph/lift.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { edgeFrom, outletsFrom, stepOf } from '../../../server/core/graph/traverse.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { branch as branchType } from '../../../server/core/steps/branch.ts';
import { stepType } from '../../../server/core/steps/registry.ts';
import { readSteps, writeSteps } from './clipboard.ts';
import { type Canvas, useCanvas } from './canvas-context.ts';

/** Everything that changes the drawing, each as one record and one undo. */
export function useEdits() {
  const canvas = useCanvas();
  return useMemo(() => editsOf(canvas), [canvas]);
}

function editsOf({ drawing, view, readOnly }: Canvas) {
  const graph = () => drawing.getState().graph;

  const apply = (...changes: readonly Change[]): boolean => {
    if (readOnly) return false;
    try {
      drawing.apply(...changes);
      return true;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      notifications.show({ message: error.message, color: 'red' });
      return false;
    }
  };

  const insert = (type: string, { from, outlet }: Place) => {
    const step = stepType(type);
    if (!step) return;
    const id = freshStepId(graph(), type);
    const fresh = { id, type, name: freshName(step.title), ...versionOf(step), config: structuredClone(step.defaults) };
    if (apply({ kind: 'insert-step', step: fresh, place: { from, outlet } })) view.select(id);
  };

  /** "Wait for time 2" when there is a "Wait for time" already: steps are easier to tell apart. */
  const freshName = (title: string): string => {
    const taken = new Set(graph().steps.map((step) => step.name));
    for (let n = 1; ; n++) {
      const name = n === 1 ? title : `${title} ${n}`;
      if (!taken.has(name)) return name;
    }
  };

  /** A path made by dropping a filter is named after it, and so is a new branch; with the drop, one undo step. */
  const dropFilter = (filter: Filter, place: FilterPlace, title: string) => {
    const before = new Set(graph().steps.map((step) => step.id));
    if (!apply({ kind: 'drop-filter', filter, place }, ...namingAfter(title, filter, place))) return;
    const branch = graph().steps.find((step) => !before.has(step.id) && step.type === 'branch');
    if (place.at === 'plus') view.select(branch?.id ?? null);
    else if (place.at === 'step') view.select(place.step);
    else if (place.at === 'trigger') view.select(TRIGGER);
    else view.open('settings');
  };

  const namingAfter = (title: string, filter: Filter, place: FilterPlace): Change[] => {
    if (place.at !== 'plus' && place.at !== 'step') return [];
    const dropped = applyChange(graph(), { kind: 'drop-filter', filter, place });
    const known = place.at === 'step' ? place.step : null;
    const old = new Set(graph().steps.map((step) => step.id));
    const branch = dropped.steps.find(
      (step) => step.type === 'branch' && (known ? step.id === known : !old.has(step.id)),
    );
    const config = branch && branchType.config.safeParse(branch.config);
    if (!branch || !config?.success) return [];
    const last = config.data.paths.at(-1)?.id;
    const paths = config.data.paths.map((path) => (path.id === last && !path.label ? { ...path, label: title } : path));
    return [
      { kind: 'set-config', id: branch.id, config: { ...config.data, paths } },
      ...(known ? [] : [{ kind: 'rename-step' as const, id: branch.id, name: `${title}?` }]),
    ];
  };

  const remove = (id: string) => {
    if (id === TRIGGER || !stepOf(graph(), id)) return;
    const before = graph().edges.find((edge) => edge.to === id)?.from ?? null;
    if (apply({ kind: 'remove-step', id })) view.select(before);
  };

  const duplicate = (id: string) => {
    const step = stepOf(graph(), id);
    if (!step) return;
    const newId = freshStepId(graph(), step.type);
    if (apply({ kind: 'duplicate-step', id, newId })) view.select(newId);
  };

  const move = (id: string, position: { x: number; y: number }) =>
    apply({ kind: 'set-layout', layout: { ...graph().layout, [id]: rounded(position) } });

  const copy = async (id: string) => {
    const step = stepOf(graph(), id);
    if (step) await navigator.clipboard.writeText(writeSteps([step], []));
  };

  /** Copied steps go after the selected step, or to the first open end. */
  const paste = (text: string) => {
    const copied = readSteps(text);
    const place = placeToAdd();
    if (!copied || !place) return;
    const before = new Set(graph().steps.map((step) => step.id));
    if (apply({ kind: 'paste-steps', ...copied, place }))
      view.select(graph().steps.find((step) => !before.has(step.id))?.id ?? null);
  };

  /** Where a step goes that was not put anywhere: after the selected one, else the first open end. */
  const placeToAdd = (): Place | null => {
    const selected = view.getState().selected;
    for (const from of [selected, TRIGGER, ...graph().steps.map((step) => step.id)]) {
      if (from === null) continue;
      const outlets = outletsFrom(graph(), from);
      const open = outlets.find((outlet) => !edgeFrom(graph(), from, outlet.id));
      if (open) return { from, outlet: open.id };
      if (from === selected && outlets[0]) return { from, outlet: outlets[0].id };
    }
    return null;
  };

  return { apply, insert, dropFilter, remove, duplicate, move, copy, paste, placeToAdd };
}

const rounded = ({ x, y }: { x: number; y: number }) => ({ x: Math.round(x), y: Math.round(y) });
