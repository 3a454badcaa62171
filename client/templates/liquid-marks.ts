import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from '@codemirror/view';

const marks = new MatchDecorator({
  regexp: /\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}/g,
  decoration: () =>
    Decoration.mark({
      attributes: {
        style:
          'background:color-mix(in srgb, var(--mantine-primary-color-filled) 14%, transparent);border-radius:4px;padding:1px 0;font-weight:600;color:var(--mantine-color-text)',
      },
    }),
});

/** Paints merge fields and conditions, so that they stand out from the markup around them. */
export const liquidMarks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marks.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = marks.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
