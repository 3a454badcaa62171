/** Everything the watch can find, with what it means and what to do. Closed: a code that is not here cannot be raised. */
export const alertKinds = {
  'journey-stopped': {
    severity: 'error',
    title: 'A journey was stopped by Stepwell',
    todo: 'Look at why, put it right, then resume the journey: a person has to, and the audit log says who.',
  },
  'counts-differ': {
    severity: 'error',
    title: 'Counters do not agree with the people',
    todo: 'The people are the truth; the figures on this step are not. Tell support, with the two numbers.',
  },
  'enrollments-stuck': {
    severity: 'error',
    title: 'People are due and do not move',
    todo: 'See below whether a worker is alive. If one is, its log names the fault; restart it if it says nothing.',
  },
  'wait-endless': {
    severity: 'error',
    title: 'People wait for nothing',
    todo: 'They have no due time and no event to wait for. Publish the journey again: it works out anew where they stand.',
  },
  'set-aside': {
    severity: 'warning',
    title: 'Contacts were set aside',
    todo: 'Each one’s timeline says why. Put the cause right, then let them go on from where they stood.',
  },
  'lease-lost': {
    severity: 'error',
    title: 'A worker that is silent holds what is to go out',
    todo: 'Any living worker takes them over within seconds, so none is alive: start one.',
  },
  'message-state': {
    severity: 'error',
    title: 'Messages are neither finished nor under way',
    todo: 'Their rows were changed outside Stepwell, or this is a fault of ours. Tell support; nothing is sent twice.',
  },
  'outbox-stuck': {
    severity: 'error',
    title: 'Messages wait and none go out',
    todo: 'If they wait for one destination, its servers may be slow or refuse us. If for all, see whether a worker is alive.',
  },
  'destination-suspected': {
    severity: 'error',
    title: 'A domain’s mail servers prove less than they must',
    todo: 'Somebody may stand in between; what is meant for them is held. Settings, Destinations shows which: ask their postmaster by telephone before you accept less.',
  },
  'sender-failing': {
    severity: 'error',
    title: 'A sender identity’s records are not right any more',
    todo: 'Look at its checklist under Settings, Senders, and put the DNS records right. After two failing looks it cannot send.',
  },
  'sender-keys-old': {
    severity: 'warning',
    title: 'Signing keys are more than a year old',
    todo: 'Make new ones under Settings, Senders. The old ones sign until the new records are seen.',
  },
  'evidence-broken': {
    severity: 'error',
    title: 'The chain of evidence is broken',
    todo: 'A record of what was sent was changed or removed. Keep the database as it is, run evidence:verify, and tell your compliance officer.',
  },
  'audit-broken': {
    severity: 'error',
    title: 'The audit log’s chain is broken',
    todo: 'An entry was changed or removed. Keep the database as it is, run audit:verify, and tell your compliance officer.',
  },
  'clock-set-back': {
    severity: 'warning',
    title: 'The database’s clock was set back',
    todo: 'Nobody is sent anything twice. Waits end by the clock, so they take as much longer; put its time service right.',
  },
  'worker-clock': {
    severity: 'warning',
    title: 'A worker’s clock is off',
    todo: 'Due times come from the database, so nothing is late; times in the audit log are. Put the host’s time service right.',
  },
  'job-failed': {
    severity: 'error',
    title: 'A job was given up',
    todo: 'It failed as often as it may. The log names the fault; imports and starts can be begun again.',
  },
  'changes-unheard': {
    severity: 'error',
    title: 'Changes of contacts are not passed on',
    todo: 'Waits for a change, an open or a click do not hear of it. See whether a worker is alive.',
  },
  'keys-waiting': {
    severity: 'warning',
    title: 'Keys wait to take another’s place',
    todo: 'Ask the recipient over another channel, then confirm or refuse on the contact’s page. Until then the old key is used.',
  },
  'keys-unusable': {
    severity: 'warning',
    title: 'Recipients’ own keys cannot be used',
    todo: 'Their mail waits in the portal. Ask them for a new key, or withdraw the old one on the contact’s page.',
  },
  'inbound-unread': {
    severity: 'error',
    title: 'Returned mail is not read',
    todo: 'Bounces, complaints and replies were accepted and have no effect yet. See whether a worker is alive; its log names the fault.',
  },
  'complaint-rate': {
    severity: 'warning',
    title: 'Too many recipients report a journey’s mail',
    todo: 'Mailbox providers refuse senders above one in a thousand. Look at whom it goes to and whether they wanted it; pause it meanwhile.',
  },
  'check-failed': {
    severity: 'error',
    title: 'A check could not be run',
    todo: 'What it watches over is not known. The log names the fault.',
  },
} as const satisfies Record<string, { severity: 'error' | 'warning'; title: string; todo: string }>;

export type AlertCode = keyof typeof alertKinds;

export function isAlertCode(code: string): code is AlertCode {
  return Object.hasOwn(alertKinds, code);
}

/** Something found: ids, codes and counts. Nothing about a patient. */
export interface Problem {
  code: AlertCode;
  /** What it is about; one open alert per code and subject. `journey:ID`, `journey:ID step:S`, `lane:3`, `task:NAME` … */
  subject: string;
  details: Readonly<Record<string, string | number | null>>;
}
