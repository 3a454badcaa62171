/** Why a message went as it did, waits or was not sent: every code of the outbox, the selector and the evidence, in words. */
const REASONS: Readonly<Record<string, string>> = {
  SUPPRESSED: 'The address is suppressed',
  NO_AUTHORIZATION: 'Marketing with patient data, and no authorization in force',
  INVALID_ADDRESS: 'The address cannot take mail',
  NULL_MX: 'The domain says it takes no mail',
  POLICY_UNAVAILABLE: 'The policy or the class could not be read',
  PREF_PORTAL: 'Portal only, by choice',
  SEALED_ONLY: 'Must be sealed, never TLS alone',
  SUSPECTED_MITM: 'The connection proved less than this domain has shown before',
  PREF_E2E: 'The recipient enrolled a key',
  KEY_UNUSABLE: 'The recipient’s key cannot be used',
  AT_REST_REQUIRED: 'This class must be sealed',
  AT_REST_REQUIRED_NO_KEY: 'This class must be sealed, and there is no key',
  TLS_T1: 'Encrypted connection; enough for mail without patient data',
  TLS_T2: 'Encrypted, certificate valid for the receiving server',
  TLS_T3: 'Encrypted, certificate valid and pinned by policy',
  TLS_T4: 'Encrypted, proven by DANE',
  E2E_DISCOVERED: 'A key was found for the recipient',
  TLS_EXCLUSIVE_DROP: 'Only by TLS, and there was none good enough',
  FALLBACK_PORTAL: 'TLS was not good enough, so it waits in the portal',
  NO_SAFE_METHOD: 'There is no safe way to this recipient',
  SHARED_ADDRESS: 'Another contact has the same address, and nobody said that this is meant',
  LATE_DSN: 'Accepted first, and came back later',
  SEEN: 'No answer came, but it was seen to have arrived',
  CONFIRMED: 'No answer came; a person found that it arrived',
  NOT_ARRIVED: 'No answer came; a person found that it did not arrive',
  REPLACED: 'Held, and then replaced by a resend or another way',
  NO_ANSWER: 'No answer after the message was handed over',
  GUARD: 'The contact no longer matches the step’s guard',
  GUARD_INVALID: 'The step’s guard cannot be understood',
  JOURNEY_ENDED: 'The journey was ended',
  CONTACT_DELETED: 'The contact was deleted',
  CONTACT_UNREADABLE: 'The contact’s record cannot be opened',
  TEMPLATE_MISSING: 'The template has no published version',
  SENDER_UNVERIFIED: 'The sender identity is not verified',
  NO_POSTAL_ADDRESS: 'Marketing that does not print the organization’s postal address',
  NO_UNSUBSCRIBE: 'Marketing that does not print a way to unsubscribe',
  SEALING_FAILED: 'Sealing or signing did not work',
  NO_EVIDENCE: 'The evidence could not be stored, so nothing was sent',
  INTERNAL_FAULT: 'A fault on our side',
  DATABASE_AWAY: 'The database was away',
  TEMPORARY: 'The receiving server said: not now',
  CONNECT: 'No mail server of the domain answered',
  DNS_TIMEOUT: 'The domain’s name servers did not answer',
  DNS_SERVFAIL: 'The domain’s name servers answered wrongly',
  EXPIRED: 'It could not be delivered in 72 hours',
  UNKNOWN_ADDRESS: 'There is no such mailbox',
  MAILBOX_DISABLED: 'The mailbox is disabled',
  MAILBOX_FULL: 'The mailbox is full',
  TOO_LARGE: 'Too large for the mailbox; the portal can hold it',
  POLICY: 'The receiving server refused it by its policy',
  OTHER: 'The receiving server refused it',
  CLASS_NEVER_TLS: 'This class never goes by TLS alone',
  KEY_PREFERRED: 'The recipient’s key comes first',
  SEALING_REQUIRED: 'Must be sealed',
  NO_KEY: 'No key',
  KEY_UNCONFIRMED: 'Key not confirmed',
  OTHER_KEY_PREFERRED: 'Another key comes first',
  TLS_SUFFICES: 'TLS is enough here',
  BETTER_METHOD: 'There is a better way',
  ENVELOPE_BELOW_T1: 'Not even an envelope goes over an unencrypted connection',
  PORTAL_DISABLED: 'The portal is off',
  TLS_EXCLUSIVE: 'Only by TLS, by choice',
  NOTICE_UNDELIVERABLE: 'Not even the notice goes over an unencrypted connection',
  NOT_TLS_EXCLUSIVE: 'May not be dropped',
};

/** A reason code as a sentence without its full stop. */
export function reasonWords(reason: string | null): string {
  if (!reason) return '';
  const floor = /^BELOW_FLOOR_(T\d)$/.exec(reason)?.[1];
  if (floor) return `The connection proved less than ${floor}`;
  const key = /^KEY_UNUSABLE_(.+)$/.exec(reason)?.[1];
  if (key) return `The key cannot be used: ${key.toLowerCase().replaceAll('_', ' ')}`;
  const field = /^TEMPLATE_RENDER_FAILED(?::(.+))?$/.exec(reason);
  if (field) return field[1] ? `No value for ${field[1]}` : 'The template could not be rendered';
  return REASONS[reason] ?? reason;
}
