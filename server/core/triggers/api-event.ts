import { z } from 'zod';
import { defineTrigger, problem } from './trigger.ts';

export const apiEvent = defineTrigger({
  type: 'api-event',
  title: 'An event arrives',
  help: 'Another system reports an event of this name for the contact through the API.',
  config: z.strictObject({ name: z.string().max(120).default('').describe('Name of the event.') }),
  defaults: { name: '' },
  check: ({ name }) =>
    name === '' ? [problem('trigger.no-event', 'Name the event that brings contacts in.', 'name')] : [],
  implies: ({ name }) => (name === '' ? null : { engaged: 'custom', name, did: true, atLeast: 1 }),
});
