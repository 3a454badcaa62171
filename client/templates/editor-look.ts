import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': { height: '100%', fontSize: '13.5px', backgroundColor: 'var(--stepwell-card)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { backgroundColor: 'var(--stepwell-surface)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--mantine-primary-color-filled) 9%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--mantine-primary-color-filled) 30%, transparent)',
  },
  '.cm-tooltip': { backgroundColor: 'var(--stepwell-card)', border: '1px solid var(--stepwell-line)', borderRadius: '8px', boxShadow: 'var(--mantine-shadow-md)', overflow: 'hidden' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px !important' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--mantine-primary-color-filled) !important', color: 'var(--mantine-primary-color-contrast, #fff) !important' },
  '.cm-completionDetail': { fontStyle: 'normal', fontWeight: '600', marginLeft: '12px', opacity: '0.85' },
  '.cm-completionIcon-phi::after': { content: '"●"', color: 'var(--mantine-color-orange-6)' },
  '.cm-panels': { backgroundColor: 'var(--stepwell-surface)', color: 'inherit', borderColor: 'var(--stepwell-line)' },
  '.cm-diagnostic': { padding: '6px 10px', maxWidth: '420px' },
});

/** Light and dark by variables, so that switching the scheme needs no new editor. */
const colors = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'light-dark(#0b6675, #6fd0df)' },
  { tag: tags.attributeName, color: 'light-dark(#7a4a00, #e8b86b)' },
  { tag: [tags.attributeValue, tags.string], color: 'light-dark(#9b1c4d, #f2a0bd)' },
  { tag: [tags.comment, tags.blockComment], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.keyword], color: 'light-dark(#4a3fb0, #b6abff)' },
  { tag: [tags.number, tags.unit, tags.color], color: 'light-dark(#0f6b3d, #8fdcb0)' },
  { tag: tags.invalid, color: 'light-dark(#b00020, #ff9b93)' },
]);

export const editorLook = [look, syntaxHighlighting(colors)];
