import { z } from 'zod';
import { defineTrigger } from './trigger.ts';

export const manual = defineTrigger({
  type: 'manual',
  title: 'Someone starts it',
  help: 'A person, the API or another journey lets contacts in: one, or all of a list or segment.',
  config: z.strictObject({}),
  defaults: {},
  check: () => [],
});
