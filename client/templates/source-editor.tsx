import { html } from '@codemirror/lang-html';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Text } from '@codemirror/state';
import { EditorView, basicSetup } from 'codemirror';
import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react';
import type { Finding } from '../../server/core/finding.ts';
import { editorLook } from './editor-look.ts';
import { liquidMarks } from './liquid-marks.ts';
import { mergeCompletion } from './merge-completion.ts';
import { mjmlTags } from './mjml-tags.ts';
import classes from './templates.module.css';
import type { MergeField } from './types.ts';

export interface EditorHandle {
  /** Puts text where the cursor is, in place of what is selected. */
  insert(text: string): void;
  /** Goes to a 1-based position and takes the focus. */
  goTo(line: number, column: number): void;
}

/** The MJML source: completion of components and merge fields, and what is wrong where it is wrong. */
export function SourceEditor({
  initial,
  onChange,
  findings,
  fields,
  filters,
  readOnly,
  handle,
}: {
  /** What it begins with; from then on the editor holds the text and tells of changes. */
  initial: string;
  onChange: (value: string) => void;
  findings: readonly Finding[];
  fields: readonly MergeField[];
  filters: readonly string[];
  readOnly: boolean;
  handle: RefObject<EditorHandle | null>;
}) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const completion = useRef(new Compartment());
  const told = useRef(onChange);
  const first = useRef(initial);
  useEffect(() => {
    told.current = onChange;
  });

  useEffect(() => {
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          basicSetup,
          html({ extraTags: mjmlTags, autoCloseTags: true, matchClosingTags: true }),
          completion.current.of([]),
          lintGutter(),
          liquidMarks,
          editorLook,
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': 'MJML source', spellcheck: 'false' }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      first.current = made.state.doc.toString();
      made.destroy();
    };
  }, [readOnly]);

  useEffect(() => {
    // One function for all calls: the editor knows a source by its identity.
    const data = [{ autocomplete: mergeCompletion(fields, filters) }];
    const source = EditorState.languageData.of(() => data);
    view.current?.dispatch({ effects: completion.current.reconfigure(source) });
  }, [fields, filters]);

  useEffect(() => {
    const made = view.current;
    if (!made) return;
    const here = findings.flatMap((one) => diagnostic(one, made.state.doc));
    made.dispatch(setDiagnostics(made.state, here));
  }, [findings]);

  useImperativeHandle(handle, () => ({
    insert(text) {
      const made = view.current;
      if (!made || made.state.readOnly) return;
      made.dispatch(made.state.replaceSelection(text));
      made.focus();
    },
    goTo(line, column) {
      const made = view.current;
      if (!made) return;
      const anchor = offsetOf(made.state.doc, line, column);
      made.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      made.focus();
    },
  }));

  return <div ref={host} className={classes['editor']} />;
}

function diagnostic(finding: Finding, doc: Text): Diagnostic[] {
  if (finding.line === undefined || finding.field !== 'mjml') return [];
  const from = offsetOf(doc, finding.line, finding.column ?? 1);
  const word = /^(?:<?\/?[\w.-]+|\{[{%][^}\n]*\}?\}?|\S)/.exec(doc.sliceString(from, from + 120))?.[0] ?? '';
  const to = Math.min(doc.length, from + Math.max(1, word.length));
  return [{ from: Math.min(from, to), to, severity: SEVERITY[finding.severity], message: finding.message }];
}

const SEVERITY = { error: 'error', warning: 'warning', hint: 'info' } as const;

function offsetOf(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(at.to, at.from + Math.max(0, column - 1));
}
