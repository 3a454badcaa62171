import type { Role } from '../../server/core/roles.ts';

export const roleWords: Record<Role, string> = {
  marketer: 'Marketer',
  designer: 'Template designer',
  manager: 'Manager',
  admin: 'Admin',
  compliance: 'Compliance officer',
};

/** What each role is for, and what it never sees. */
export const roleHelp: Record<Role, string> = {
  marketer: 'Draws, publishes and starts journeys; sees contacts.',
  designer: 'Writes templates. Never sees who a patient is.',
  manager: 'Reads results. Never sees who a patient is.',
  admin: 'Sets policy, senders, users and keys; may do all a marketer does.',
  compliance: 'Reads the audit log and the evidence. Changes nothing.',
};
