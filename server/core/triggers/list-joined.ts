import { z } from 'zod';
import { defineTrigger, problem } from './trigger.ts';

export const listJoined = defineTrigger({
  type: 'list-joined',
  title: 'Joins a list',
  help: 'Whoever is put on the list from now on enters, by whatever way; who is on it already does not.',
  config: z.strictObject({ list: z.string().max(120).describe('Name of the list.') }),
  defaults: { list: '' },
  check: ({ list }, { vocabulary }) => {
    if (list === '') return [problem('trigger.no-list', 'Choose the list.', 'list')];
    if (vocabulary.lists.has(list)) return [];
    return [problem('trigger.unknown-list', `There is no list “${list}”.`, 'list')];
  },
  implies: ({ list }) => (list === '' ? null : { list }),
  watches: ({ list }) => ({ kind: 'list', name: list }),
});
