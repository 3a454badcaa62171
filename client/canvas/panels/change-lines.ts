import type { GraphDiff } from '../../../server/core/graph/diff.ts';
import type { JourneyCounts } from '../../results/figures.ts';

export interface ChangeLine {
  key: string;
  kind: 'added' | 'changed' | 'removed';
  title: string;
  detail: string;
  /** Standing there now: whom the change touches. */
  people: number;
}

const FIELD_WORDS: Readonly<Record<string, string>> = { name: 'name', note: 'note', type: 'kind of step' };

/** A difference as the lines a person reads, the removed first: they touch people hardest. */
export function changeLines(diff: GraphDiff, counts: JourneyCounts | null): ChangeLine[] {
  const here = (id: string) => counts?.[id]?.here ?? 0;
  const lines: ChangeLine[] = [
    ...diff.removed.map((step) => line('removed', step.id, step.name, '', here(step.id))),
    ...diff.changed.map(({ id, after, fields }) => {
      const meant = fields.some((field) => field.startsWith('config') || field === 'type');
      return line('changed', id, after.name, fields.map(fieldWords).join(', '), meant ? here(id) : 0);
    }),
    ...diff.added.map((step) => line('added', step.id, step.name, '', 0)),
  ];
  if (diff.name) lines.push(line('changed', '·name', 'The journey’s name', '', 0));
  if (diff.triggers) lines.push(line('changed', '·trigger', 'Trigger', 'who enters, or when', 0));
  if (diff.settings.length > 0)
    lines.push(line('changed', '·settings', 'Journey settings', diff.settings.join(', '), 0));
  const rerouted = diff.edges.added.filter((edge) =>
    diff.added.every((step) => step.id !== edge.from && step.id !== edge.to),
  );
  if (rerouted.length > 0) lines.push(line('changed', '·edges', 'Connections', `${rerouted.length} lead elsewhere`, 0));
  return lines;
}

function line(kind: ChangeLine['kind'], key: string, title: string, detail: string, people: number): ChangeLine {
  return { key: `${kind}:${key}`, kind, title, detail, people };
}

function fieldWords(field: string): string {
  return (
    FIELD_WORDS[field] ??
    field
      .replace('config.', '')
      .replaceAll(/([A-Z])/g, ' $1')
      .toLowerCase()
  );
}
