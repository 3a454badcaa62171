import type { Role } from '#core/roles.ts';

/**
 * The whole of who may do what. A permission is an action and the class of field it touches: `none` (no patient
 * data at all), `masked` (who, but masked), `revealed`. Managers and designers never receive patient data, not even
 * masked. Every procedure names one of these; a procedure without one keeps the server from starting.
 */
export const permissions = {
  'session.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'journeys.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'journeys.edit': { fields: 'none', roles: ['marketer', 'admin'] },
  'journeys.publish': { fields: 'none', roles: ['marketer', 'admin'] },
  'journeys.people': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'results.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'contacts.read': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'contacts.reveal': { fields: 'revealed', roles: ['marketer', 'admin', 'compliance'] },
  'contacts.edit': { fields: 'revealed', roles: ['marketer', 'admin'] },
  'contacts.import': { fields: 'revealed', roles: ['marketer', 'admin'] },
  'contacts.export': { fields: 'revealed', roles: ['admin', 'compliance'] },
  'attributes.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'attributes.edit': { fields: 'none', roles: ['admin'] },
  'segments.read': { fields: 'none', roles: ['marketer', 'manager', 'admin', 'compliance'] },
  'segments.explain': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'segments.edit': { fields: 'none', roles: ['marketer', 'admin'] },
  'forms.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'forms.edit': { fields: 'none', roles: ['marketer', 'admin'] },
  'templates.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'templates.edit': { fields: 'none', roles: ['marketer', 'designer', 'admin'] },
  'senders.read': { fields: 'none', roles: ['marketer', 'designer', 'manager', 'admin', 'compliance'] },
  'senders.edit': { fields: 'none', roles: ['admin'] },
  'settings.read': { fields: 'none', roles: ['marketer', 'manager', 'admin', 'compliance'] },
  'settings.edit': { fields: 'none', roles: ['admin'] },
  'destinations.read': { fields: 'none', roles: ['admin', 'compliance'] },
  'destinations.edit': { fields: 'none', roles: ['admin'] },
  'messages.read': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'messages.release': { fields: 'masked', roles: ['marketer', 'admin'] },
  'messages.reveal': { fields: 'revealed', roles: ['admin', 'compliance'] },
  'cases.count': { fields: 'none', roles: ['marketer', 'manager', 'admin', 'compliance'] },
  'cases.read': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'cases.work': { fields: 'revealed', roles: ['marketer', 'admin'] },
  'cases.reveal': { fields: 'revealed', roles: ['marketer', 'admin', 'compliance'] },
  'disclosures.read': { fields: 'masked', roles: ['marketer', 'admin', 'compliance'] },
  'disclosures.export': { fields: 'masked', roles: ['admin', 'compliance'] },
  'audit.read': { fields: 'none', roles: ['admin', 'compliance'] },
  'users.edit': { fields: 'none', roles: ['admin'] },
  'webhooks.read': { fields: 'none', roles: ['admin', 'compliance'] },
  'webhooks.edit': { fields: 'none', roles: ['admin'] },
  'keys.edit': { fields: 'none', roles: ['admin'] },
  'clock.advance': { fields: 'none', roles: ['marketer', 'admin'] },
  'operations.read': { fields: 'none', roles: ['marketer', 'manager', 'admin', 'compliance'] },
  'operations.check': { fields: 'none', roles: ['admin'] },
  'mailbox.read': { fields: 'revealed', roles: ['marketer', 'admin', 'compliance'] },
} as const satisfies Record<string, { fields: 'none' | 'masked' | 'revealed'; roles: readonly Role[] }>;

export type Permission = keyof typeof permissions;

export function allows(role: Role, permission: Permission): boolean {
  return (permissions[permission].roles as readonly Role[]).includes(role);
}
