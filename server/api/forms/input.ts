import { z } from 'zod';
import { formDefinition } from '#core/forms/form.ts';

export const formName = z.string().trim().min(1).max(120);
export const formBody = { name: formName, definition: formDefinition };
export const submissionRef = { formId: z.uuid(), contactId: z.uuid(), id: z.uuid() };
