import { z } from 'zod';
import { defineTrigger, problem } from './trigger.ts';

export const formSubmitted = defineTrigger({
  type: 'form-submitted',
  title: 'Submits a form',
  help: 'Whoever sends in the hosted form enters the journey, known before or not.',
  config: z.strictObject({ form: z.string().max(120).describe('Name of the form.') }),
  defaults: { form: '' },
  check: ({ form }, { forms }) => {
    if (form === '') return [problem('trigger.no-form', 'Choose the form.', 'form')];
    if (forms.has(form)) return [];
    return [problem('trigger.unknown-form', `There is no form “${form}”.`, 'form')];
  },
  watches: ({ form }) => ({ kind: 'form', name: form }),
});
