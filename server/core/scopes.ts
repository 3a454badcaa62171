/** What a REST key may do: a noun and `read` or `write`. `contacts:read`, `messages:read` and `cases:read` hand out patient data. */
export const scopes = [
  'contacts:read',
  'contacts:write',
  'lists:read',
  'lists:write',
  'segments:read',
  'segments:write',
  'templates:read',
  'templates:write',
  'journeys:read',
  'journeys:write',
  'journeys:enroll',
  'events:write',
  'messages:read',
  'cases:read',
  'cases:write',
  'senders:read',
  'senders:write',
  'suppressions:read',
  'suppressions:write',
  'recipient-keys:read',
  'recipient-keys:write',
  'webhooks:read',
  'webhooks:write',
] as const;

export type Scope = (typeof scopes)[number];
