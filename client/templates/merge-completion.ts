import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { MergeField } from './types.ts';

const CLASS_WORDS: Record<string, string> = { P0: '', P1: 'P1', P2: 'P2 PHI', P3: 'P3 PHI' };

/** Completes `{{ con…` to merge fields with their class, and what follows `|` to filters. */
export function mergeCompletion(fields: readonly MergeField[], filters: readonly string[]) {
  const options = fields.map(
    (field): Completion => ({
      label: field.path,
      detail: CLASS_WORDS[field.phi] ?? '',
      info: field.label,
      type: field.phi === 'P2' || field.phi === 'P3' ? 'phi' : 'variable',
    }),
  );
  return (context: CompletionContext): CompletionResult | null => {
    const open = context.matchBefore(/\{[{%][^{}%]*/);
    if (!open) return null;
    const piped = /\|\s*([a-z_]*)$/.exec(open.text);
    if (piped) {
      const typed = piped[1] ?? '';
      return {
        from: context.pos - typed.length,
        options: filters.map((label) => ({ label, type: 'function' })),
        validFor: /^[a-z_]*$/,
      };
    }
    const typed = /[a-z0-9_.]*$/.exec(open.text)?.[0] ?? '';
    const printing = open.text.startsWith('{{');
    return {
      from: context.pos - typed.length,
      validFor: /^[a-z0-9_.]*$/,
      options: options.map((option) =>
        printing && /^\{\{\s*[a-z0-9_.]*$/.test(open.text) && !hasClose(context)
          ? { ...option, apply: `${open.text === '{{' ? ' ' : ''}${option.label} }}` }
          : option,
      ),
    };
  };
}

function hasClose(context: CompletionContext): boolean {
  const rest = context.state.sliceDoc(context.pos, context.pos + 40);
  return /^[a-z0-9_.]*\s*(\}\}|\|)/.test(rest);
}
