import { reasonWords } from '../delivery/reason-words.ts';
import { type IntentRecord, type OutcomeRecord, readRecord } from './record.ts';

/** What a proof of delivery is made from. Times are epoch milliseconds. */
export interface ProofInput {
  organization: string;
  message: {
    id: string;
    journey: string | null;
    step: string;
    template: string;
    purpose: string;
    state: string;
    reason: string | null;
    method: string | null;
    phi: string | null;
    queuedAt: number;
  };
  /** As they stood on the message; null when no copy was kept. */
  from: string | null;
  to: string | null;
  /** The message's records of evidence, the oldest first. */
  evidence: readonly { lane: number; seq: number; attempt: number; at: number; record: unknown; hash: string }[];
  /** Each of these rows still hashes to what it says, and the table decides the same again. */
  intact: boolean;
  /** The signed checkpoint that covers the last of them. */
  checkpoint: { seq: number; at: string; keyId: string } | null;
  madeAt: number;
}

export interface ProofRow {
  label: string;
  value: string;
  /** A hash, an id or the like: to be compared, not read. */
  exact?: true;
}

/** A proof of delivery in words, for the page, the PDF and the command line alike. */
export interface Proof {
  title: string;
  /** In one sentence, what became of it. */
  verdict: string;
  delivered: boolean;
  sections: { title: string; rows: ProofRow[] }[];
  proves: string[];
  doesNotProve: string[];
}

/** Writes the proof for one message: only what its evidence says, and what that does and does not prove. */
export function proofOf(input: ProofInput): Proof {
  const { message, evidence, intact, checkpoint } = input;
  const records = evidence.flatMap((row) => {
    const record = readRecord(row.record);
    return record ? [{ ...row, record }] : [];
  });
  const outcomes = records.filter((one) => one.record.kind === 'outcome');
  const last = outcomes.at(-1) as ((typeof records)[number] & { record: OutcomeRecord }) | undefined;
  const intent = records.findLast((one) => one.record.kind === 'intent' && one.attempt === last?.attempt)?.record as
    | IntentRecord
    | undefined;
  const delivered = message.state === 'sent' && message.method !== 'drop' && message.method !== 'none';
  const sections = [
    about(input),
    ...(intent ? [chosen(intent), connection(intent), sealed(intent)] : []),
    ...(last ? [answered(last.record, last.at)] : []),
    chain(input),
  ].filter((one) => one.rows.length > 0);
  const host = intent?.reach?.host ?? 'The receiving server';
  const whole = intact && evidence.length > 0;
  return {
    title: 'Proof of delivery',
    verdict: verdictOf(message, last?.at, host),
    delivered,
    sections,
    proves: [
      ...(delivered && message.method === 'portal'
        ? ['That the message was put into the recipient’s portal, and that the notice of it was accepted.']
        : []),
      ...(delivered && message.method !== 'portal'
        ? [`That ${host} accepted the message for this recipient at the time given, with the reply given.`]
        : []),
      ...(intent?.reach?.tls
        ? ['Over which connection it went: its protocol, cipher and certificate, measured in that very session.']
        : []),
      ...(intent?.sealed
        ? ['Which bytes went out: whoever has the message can compare its SHA-256 with the one given.']
        : []),
      ...(whole
        ? ['That these records were not changed since they were written: each one’s hash covers the one before.']
        : []),
      ...(checkpoint
        ? ['That they existed when the checkpoint was signed, for whoever trusts the key it was signed with.']
        : []),
    ],
    doesNotProve: [
      'That anybody read it. Acceptance by a mail server is not reading.',
      'That the mailbox belongs to the person meant: the address is as it was on record.',
      ...(message.method === 'tls' ? ['What happened behind the server that accepted it.'] : []),
      ...(whole ? [] : ['Anything: its records do not fit together any more. Ask your compliance officer.']),
      ...(checkpoint ? [] : ['When it was recorded, to an outsider: no signed checkpoint covers it yet.']),
    ],
  };
}

function verdictOf(message: ProofInput['message'], at: number | undefined, host: string): string {
  const when = at === undefined ? '' : ` on ${moment(at)}`;
  const why = reasonWords(message.reason);
  switch (message.state) {
    case 'sent':
      return message.method === 'portal'
        ? `It was put into the recipient’s portal${when}.`
        : `${host} accepted it for the recipient${when}.`;
    case 'in_doubt':
      return `It was handed over${when} and no answer came: it may or may not have arrived.`;
    case 'queued':
    case 'claimed':
    case 'sealed':
    case 'dot':
    case 'deferred':
      return 'It is still under way.';
    default:
      return `It was not delivered${why ? `: ${why.charAt(0).toLowerCase()}${why.slice(1)}` : ''}.`;
  }
}

function about({ organization, message, from, to, madeAt }: ProofInput) {
  return section('The message', [
    ['Organization', organization],
    ['From', from],
    ['To', to],
    ['Email', `${message.template} (step ${message.step}${message.journey ? ` of ${message.journey}` : ''})`],
    ['Purpose', message.purpose],
    ['Class', message.phi],
    ['Queued', moment(message.queuedAt)],
    ['Message', message.id, true],
    ['This proof was made', moment(madeAt)],
  ]);
}

function chosen({ class: phi, decision, policySha256 }: IntentRecord) {
  const words = reasonWords(decision.reason);
  return section('Why this method', [
    ['Method', decision.method],
    ['Why', `${words} (row ${decision.row} of the table)`],
    ['Class it was decided for', phi],
    ['Not chosen', decision.rejected.map((one) => `${one.method}: ${reasonWords(one.reason)}`).join('; ') || null],
    ['Policy, SHA-256', policySha256, true],
  ]);
}

function connection({ reach }: IntentRecord) {
  const tls = reach?.tls;
  return section('The connection', [
    ['Mail host', reach?.host],
    ['Address', reach?.address],
    ['It proved', reach?.assurance],
    ['DNS answer validated', reach?.dns?.validated === undefined ? null : reach.dns.validated ? 'yes' : 'no'],
    ['Protocol', tls?.protocol],
    ['Cipher', tls?.cipher],
    ['Key exchange', tls?.group],
    ['Certificate issued by', tls?.issuer],
    ['Certificate valid', tls?.validFrom && tls.validTo ? `${tls.validFrom} to ${tls.validTo}` : null],
    ['Certificate’s fault', tls?.verification],
    ['Certificate, SHA-256', tls?.certificateSha256, true],
    ['Its public key, SHA-256', tls?.spkiSha256, true],
  ]);
}

function sealed({ sealed: made }: IntentRecord) {
  return section('What was sent', [
    ['Sealed with', made?.algorithm],
    ['To the key', made?.keyFingerprint, true],
    ['DKIM selectors', made?.dkimSelectors.join(', ')],
    ['Length', made ? `${made.bytes} bytes` : null],
    ['SHA-256 of the bytes', made?.sha256, true],
  ]);
}

function answered({ result, reason, reply, transcriptSha256 }: OutcomeRecord, at: number) {
  return section('What the server answered', [
    ['When', moment(at)],
    ['Result', `${result}: ${reasonWords(reason)}`],
    ['Reply', reply ? [reply.code, reply.enhanced].filter(Boolean).join(' ') : null],
    ['Queue id', reply?.queueId, true],
    ['Conversation, SHA-256', transcriptSha256, true],
  ]);
}

function chain({ evidence, intact, checkpoint }: ProofInput) {
  const first = evidence.at(0);
  const last = evidence.at(-1);
  return section('The chain of evidence', [
    ['Records', first && last ? `lane ${first.lane}, numbers ${first.seq} to ${last.seq}` : 'none'],
    ['Looked at again', intact ? 'hashes and decisions are as they were' : 'NOT as they were'],
    ['Last record’s hash', last?.hash, true],
    ['Covered by checkpoint', checkpoint ? `${checkpoint.seq}, signed ${checkpoint.at}` : 'not yet'],
    ['Signed with key', checkpoint?.keyId, true],
  ]);
}

function section(title: string, rows: [label: string, value: string | null | undefined, exact?: true][]) {
  return {
    title,
    rows: rows.flatMap(([label, value, exact]): ProofRow[] =>
      value ? [exact ? { label, value, exact } : { label, value }] : [],
    ),
  };
}

/** To the second and in UTC: this is compared with other people's logs. */
function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
