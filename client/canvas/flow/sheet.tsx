import { VisuallyHidden } from '@mantine/core';
import { useRef } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { viewOf } from '../../steps/registry.tsx';
import roomCss from '../styles/room.module.css';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { Flow } from './flow.tsx';
import { onWalkKey } from './walk-keys.ts';
import { RehearsedNote } from './rehearsed-note.tsx';
import { useEdits } from '../state/use-edits.ts';

/** The sheet is one tab stop: arrows walk along the connected steps, and what is selected is said aloud. */
export function Sheet() {
  const canvas = useCanvas();
  const edits = useEdits();
  const sheet = useRef<HTMLElement>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes keys; the rule does not know that role
    <section
      ref={sheet}
      className={roomCss['sheet']}
      // A drawing that answers to arrow keys is an application to a screen reader; the outline is its tree.
      role="application"
      aria-roledescription="journey canvas"
      aria-label="Journey canvas. Arrow keys walk the steps, plus adds one, Enter opens its settings, Delete removes it."
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the drawing's one tab stop
      tabIndex={0}
      onKeyDown={(event) => onWalkKey(event, canvas, edits)}
    >
      <Flow />
      <RehearsedNote />
      <Spoken />
    </section>
  );
}

function Spoken() {
  const { catalog } = useCanvas();
  const selected = useView((view) => view.selected);
  const problems = useView((view) => view.findings.get(view.selected ?? '')?.length ?? 0);
  const words = useGraph((graph) => {
    if (selected === null) return '';
    if (selected === TRIGGER) return 'Trigger';
    const node = graph.steps.find((step) => step.id === selected);
    const look = node && viewOf(node.type);
    return node && look ? `${node.name}, ${look.title}, ${look.summary({ node, graph, catalog })}` : '';
  });
  return (
    <VisuallyHidden component="output">
      {words}
      {words && problems > 0 ? `, ${problems} to look at` : ''}
    </VisuallyHidden>
  );
}
