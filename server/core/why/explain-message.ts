import { prepare } from '../graph/prepare.ts';
import { stepOf } from '../graph/traverse.ts';
import type { LastSend } from '../segment/engagement.ts';
import type { Filter } from '../segment/ast.ts';
import { reasonWords } from '../delivery/reason-words.ts';
import type { Why } from './answer.ts';
import { definitionsAt } from './definitions.ts';
import { factsAt } from './record.ts';
import { tellReasons, tellValues } from './reasons.ts';
import { type Dossier, versionAt } from './replay.ts';

/** A message with what is kept of how it was decided upon. Times are epoch milliseconds. */
export interface MessageCase {
  id: string;
  step: string;
  visit: number;
  template: string;
  state: string;
  reason: string | null;
  method: string | null;
  guard: Filter | null;
  queuedAt: number;
  dueAt: number;
  finishedAt: number | null;
  attempts: number;
  /** The method looked at last for which the selector said no, and why. */
  candidates: readonly { method: string; reason: string }[];
  /** What stops mail to the address now. */
  suppressions: readonly { scope: string; reason: string; since: number }[];
  /** The last authorization on record, if there is one. */
  authorization: { signedAt: number; expiresAt: number; revokedAt: number | null } | null;
}

/** Why a message was sent as it was, waits, or was not sent. */
export function explainMessage(dossier: Dossier, message: MessageCase, now: number): Why {
  const { journey, enrollment, contact, definitions } = dossier;
  const at = message.finishedAt ?? now;
  const version = versionAt(dossier, message.queuedAt);
  const node = version && stepOf(version.graph, message.step);
  const guard = message.guard && (message.reason ?? '').startsWith('GUARD') ? tellGuard(dossier, message, at) : null;
  const missing = /^TEMPLATE_RENDER_FAILED:(.+)$/.exec(message.reason ?? '')?.[1];
  const facts = factsAt(contact, definitions, at);
  const read =
    missing === undefined
      ? []
      : tellValues(contact, definitions, at, new Map([[missing.replace(/^contact\./, ''), facts]]));
  return {
    about: 'message',
    at,
    journey: { id: journey.id, name: journey.name, version: version?.version ?? null },
    step: { id: message.step, name: node?.name ?? message.step, type: node?.type ?? 'send-email' },
    enrollmentId: enrollment.id,
    visit: message.visit,
    messageId: message.id,
    sentence: sentenceOf(message, journey.state, now),
    details: detailsOf(message),
    reasons: guard?.reasons ?? [],
    values: [...(guard?.values ?? []), ...read],
    until: message.state === 'queued' || message.state === 'deferred' ? message.dueAt : null,
    // The guard is asked again on what was true when it was refused.
    certain: guard && message.reason === 'GUARD' ? guard.reasons.some(({ met }) => !met) : null,
  };
}

function tellGuard(dossier: Dossier, message: MessageCase, at: number) {
  const { contact, definitions, journey } = dossier;
  const version = versionAt(dossier, at);
  const zone = version ? prepare(version.graph).zone : 'UTC';
  const facts = factsAt(contact, definitions, at);
  const { vocabulary } = definitionsAt(definitions, at);
  const last = facts.messages
    .filter(({ journey: of, id }) => of === journey.id && id !== message.id)
    .toSorted((a, b) => a.at - b.at)
    .at(-1);
  const lastSend: LastSend | null = last?.step === undefined ? null : { step: last.step, message: last.id };
  const options = { vocabulary, now: at, zone, journey: journey.id, lastSend };
  try {
    return tellReasons(contact, definitions, at, [{ label: 'Guard', filter: message.guard!, facts, options }]);
  } catch {
    return null;
  }
}

const UNDER_WAY = new Set(['claimed', 'sealed', 'dot']);

function sentenceOf(
  { state, reason, attempts, dueAt, method }: MessageCase,
  journeyState: string,
  now: number,
): string {
  const because = reason ? `: ${lowerFirst(reasonWords(reason))}` : '';
  if (UNDER_WAY.has(state)) return 'It is going out at this moment.';
  switch (state) {
    case 'queued':
    case 'deferred':
      if (journeyState === 'paused') return 'It waits in the outbox because the journey is paused.';
      if (dueAt > now) return `It will be tried again${because}.`;
      return attempts === 0 ? 'It waits in the outbox for its turn.' : `It waits to be tried again${because}.`;
    case 'sent':
      return `It was accepted by the receiving server, sent by ${WAYS[method ?? ''] ?? 'the method shown'}${because}.`;
    case 'refused':
      return `It was not sent${because}.`;
    case 'held':
      return `It is held for a person to look at, and was not sent${because}.`;
    case 'dropped':
      return `It was dropped, as its step asks for${because}.`;
    case 'bounced':
      return `It came back${because}.`;
    case 'failed':
      return `It was given up${because}.`;
    case 'in_doubt':
      return 'It was handed over and no answer came, so it may have arrived. It is never sent again by itself.';
    default:
      return `It is ${state}${because}.`;
  }
}

const WAYS: Readonly<Record<string, string>> = {
  tls: 'TLS',
  smime: 'S/MIME',
  pgp: 'PGP',
  portal: 'the portal',
};

const SUPPRESSED_BY: Readonly<Record<string, string>> = {
  'hard-bounce': 'after a message to it came back',
  'one-click': 'at the recipient’s wish, with one click',
  'preference-page': 'at the recipient’s wish, on the preference page',
};

function detailsOf({ reason, state, candidates, suppressions, authorization, finishedAt }: MessageCase): string[] {
  const details: string[] = [];
  if (reason === 'SUPPRESSED') {
    if (suppressions.length === 0) details.push('The address is not suppressed any more.');
    for (const { scope, reason: why, since } of suppressions)
      details.push(
        `${scope === 'all' ? 'Nothing' : 'Nothing commercial'} goes to this address since ${day(since)}${
          SUPPRESSED_BY[why] ? `, ${SUPPRESSED_BY[why]}` : ''
        }.`,
      );
  }
  if (reason === 'NO_AUTHORIZATION') details.push(authorizationWords(authorization, finishedAt));
  if (state !== 'sent')
    for (const one of candidates)
      details.push(`${METHODS[one.method] ?? one.method}: ${lowerFirst(reasonWords(one.reason))}.`);
  return details;
}

function authorizationWords(last: MessageCase['authorization'], at: number | null): string {
  if (!last) return 'There is no authorization on record.';
  if (last.revokedAt !== null && last.revokedAt <= (at ?? Infinity))
    return `The authorization was revoked on ${day(last.revokedAt)}.`;
  if (last.expiresAt <= (at ?? Infinity)) return `The authorization expired on ${day(last.expiresAt)}.`;
  return `The authorization on record was signed on ${day(last.signedAt)}.`;
}

const METHODS: Readonly<Record<string, string>> = {
  tls: 'TLS',
  smime: 'S/MIME',
  pgp: 'PGP',
  portal: 'Portal',
  drop: 'Dropping it',
};

function day(at: number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

/** `The guard` becomes `the guard`; `TLS` stays. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z’]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
