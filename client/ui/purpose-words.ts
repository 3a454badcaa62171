import type { Purpose } from '../../server/core/steps/step.ts';

/** What each purpose is for, and what it asks of the recipients. */
export const purposeWords: Readonly<Record<Purpose, { label: string; help: string }>> = {
  treatment: { label: 'Treatment', help: 'About the patient’s own care. No authorization needed.' },
  operations: { label: 'Operations', help: 'Plans, appointments, statements. No authorization needed.' },
  marketing: { label: 'Marketing', help: 'With PHI only to those with a valid HIPAA authorization.' },
  'paid-marketing': { label: 'Paid marketing', help: 'Someone pays for it: the authorization must say so.' },
};
