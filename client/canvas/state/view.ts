import { createStore } from 'zustand/vanilla';
import type { Example } from '../../../server/core/example.ts';
import type { Finding } from '../../../server/core/finding.ts';
import type { DragItem, DropTarget, Verdict } from '../drag/judge.ts';

export type Mode = 'build' | 'results' | 'people';
export type Panel = 'inspector' | 'problems' | 'settings' | 'test' | 'publish' | 'start' | 'history' | 'keys';

/** Where an insert menu stands: on a "+", and where on the screen. */
export interface InsertAt {
  from: string;
  outlet: string;
  x: number;
  y: number;
}

export interface Dragging {
  item: DragItem;
  over: { target: DropTarget; verdict: Verdict } | null;
}

interface View {
  mode: Mode;
  panel: Panel;
  /** A step's id, `trigger`, or nothing. */
  selected: string | null;
  findings: ReadonlyMap<string, readonly Finding[]>;
  /** Findings of the journey as a whole. */
  loose: readonly Finding[];
  dragging: Dragging | null;
  insertAt: InsertAt | null;
  /** Steps and links (`FROM:OUTLET`) a test run went through; empty when none is shown. */
  lit: ReadonlySet<string>;
  /** Steps that a newer drawing adds or changes, while one looks at what it would change. */
  painted: ReadonlyMap<string, 'added' | 'changed' | 'replaced'>;
  searching: boolean;
  /** An invented contact who shows a problem, to be walked by the test run. */
  example: Example | null;
  /** The test run shows the dry run: many contacts at once. */
  rehearseMany: boolean;
  /** The config field a click on a problem leads to. */
  focusField: string | null;
}

/** What is looked at: never saved, never undone. */
export function createView(panel: Panel = 'inspector') {
  const store = createStore<View>()(() => ({
    mode: 'build',
    panel,
    selected: null,
    findings: new Map(),
    loose: [],
    dragging: null,
    insertAt: null,
    lit: new Set<string>(),
    painted: new Map(),
    searching: false,
    example: null,
    rehearseMany: false,
    focusField: null,
  }));
  return Object.assign(store, {
    select(selected: string | null, focusField: string | null = null): void {
      store.setState((view) => ({
        selected,
        focusField,
        insertAt: null,
        panel: selected !== null && view.panel !== 'test' ? 'inspector' : view.panel,
      }));
    },
    open(panel: Panel): void {
      store.setState({ panel, insertAt: null });
    },
  });
}

export type ViewStore = ReturnType<typeof createView>;
