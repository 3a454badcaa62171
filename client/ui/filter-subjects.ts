import type { EngagementCondition, Filter } from '../../server/core/segment/ast.ts';
import { operatorsFor, takesDuration } from './filter-operators.ts';
import type { FilterWorld } from './filter-editor.tsx';

export const engagementWords: Readonly<Record<EngagementCondition['engaged'], string>> = {
  delivered: 'get an email',
  open: 'open',
  click: 'click',
  bounce: 'bounce',
  portal_read: 'read in the portal',
  reply: 'reply',
  custom: 'cause an event',
};

/** What a condition can be about, grouped for a picker. */
export function subjects(
  world: Pick<FilterWorld, 'attributes'>,
): { group: string; items: { value: string; label: string }[] }[] {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const one of world.attributes)
    groups.set(one.group, [...(groups.get(one.group) ?? []), { value: `attribute:${one.key}`, label: one.label }]);
  return [
    {
      group: 'Membership',
      items: [
        { value: 'segment', label: 'Segment' },
        { value: 'list', label: 'List' },
      ],
    },
    {
      group: 'Behavior',
      items: [
        { value: 'engaged', label: 'Email or portal activity' },
        { value: 'delivery', label: 'Delivery method' },
      ],
    },
    ...[...groups].map(([group, items]) => ({ group, items })),
  ];
}

export function subjectOf(filter: Filter): string | null {
  if ('attribute' in filter) return `attribute:${filter.attribute}`;
  for (const subject of ['segment', 'list', 'engaged', 'delivery']) if (subject in filter) return subject;
  return null;
}

/** The first test offered for a subject, ready to be changed. */
export function firstTest(subject: string, world: Omit<FilterWorld, 'templates'>): Filter {
  if (subject === 'segment') return { segment: world.segments[0]?.name ?? '' };
  if (subject === 'list') return { list: world.lists[0] ?? '' };
  if (subject === 'delivery') return { delivery: 'portal' };
  if (subject === 'engaged')
    return { engaged: 'open', did: true, atLeast: 1, ...(world.sends?.length ? { last: true as const } : {}) };
  const attribute = subject.replace('attribute:', '');
  const definition = world.attributes.find((one) => one.key === attribute);
  const op = definition ? operatorsFor[definition.type][0]! : 'exists';
  if (takesDuration(op)) return { attribute, op, value: 'P30D' };
  if (definition?.type === 'boolean') return { attribute, op, value: true };
  return { attribute, op, value: definition?.choices[0] ?? (definition?.type === 'number' ? 0 : '') };
}
