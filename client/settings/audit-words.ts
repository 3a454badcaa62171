/** What the log's entries are about, for the filter: the noun before the dot. */
export const nouns = [
  { value: 'session', label: 'Sign-ins' },
  { value: 'user', label: 'Users' },
  { value: 'contact', label: 'Contacts' },
  { value: 'segment', label: 'Segments' },
  { value: 'list', label: 'Lists' },
  { value: 'import', label: 'Imports' },
  { value: 'journey', label: 'Journeys' },
  { value: 'campaign', label: 'Campaigns' },
  { value: 'template', label: 'Templates' },
  { value: 'message', label: 'Messages' },
  { value: 'case', label: 'Cases' },
  { value: 'disclosure', label: 'Disclosure reports' },
  { value: 'sender', label: 'Sender identities' },
  { value: 'settings', label: 'Settings' },
  { value: 'destination', label: 'Destinations' },
  { value: 'key', label: 'API keys' },
  { value: 'webhook', label: 'Webhook endpoints' },
  { value: 'mailbox', label: 'Local mailbox' },
  { value: 'clock', label: 'Demo clock' },
  { value: 'audit', label: 'Audit log' },
];

const known: Record<string, string> = {
  'session.start': 'signed in',
  'session.end': 'signed out',
  'session.failed': 'gave a wrong password',
  'session.refused': 'was refused at sign-in',
  'user.lockout': 'locked out after wrong passwords',
  'contact.reveal': 'revealed patient data',
  'campaign.send': 'sent a campaign',
  'destination.accept': 'accepted that a domain shows less than before',
  'destination.rule': 'set a rule for a domain',
  'destination.relay': 'said whether the relay proves the last hop',
  'case.open': 'opened cases for what was not delivered',
  'case.close': 'closed a case',
  'case.confirm-address': 'confirmed an address through another channel',
  'case.resend': 'sent an undelivered message once more',
  'case.arrange-alternative': 'arranged another way of delivery',
  'case.reveal': 'revealed the contact of a case',
  'message.decide': 'decided about a message in doubt',
  'contact.confirm-sharing': 'said that contacts are meant to share an address',
  'disclosure.read': 'read a disclosure report',
  'disclosure.export': 'exported a disclosure report',
  'audit.verify': 'verified the chain',
  'clock.advance': 'moved the demo clock',
  'webhook.rotate': 'gave a webhook endpoint a new secret',
  'journey.update-attribute': 'changed an attribute of contacts',
  'settings.policy': 'changed the encryption policy',
  'settings.organization': 'changed the organization',
};

/** An action in words; one without its own sentence is shown as it is written. */
export function actionWords(action: string): string {
  return known[action] ?? action.replace('.', ': ').replaceAll('-', ' ');
}
