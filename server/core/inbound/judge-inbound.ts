import { headerOf } from './header-of.ts';
import { readBounce } from './read-bounce.ts';
import type { InboundKind, InboundMail } from './report.ts';

/**
 * Tells what an inbound mail is. Untrusted: what it says is only believed by callers who know that it answers a message
 * of ours (the return path's HMAC); this merely reads it. Pure and total, linear in the size of the text.
 */
export function judgeInbound(mail: InboundMail): InboundKind {
  if (mail.feedbackReport !== null) return { kind: 'complaint', feedback: feedbackType(mail.feedbackReport) };
  if (COMPLAINT.test(headerOf(mail, 'subject'))) return { kind: 'complaint', feedback: 'abuse' };
  if (isVacation(mail)) return { kind: 'auto-reply' };
  const recipients = readBounce(mail);
  if (recipients !== null) return { kind: 'bounce', recipients };
  return isAutomatic(mail) ? { kind: 'auto-reply' } : { kind: 'reply' };
}

/** The oldest feedback loop, which knows no report format. */
const COMPLAINT = /^complaint about message from \d/;

function feedbackType(report: string): string {
  return /^feedback-type:\s*([a-z-]{1,40})/im.exec(report)?.[1]?.toLowerCase() ?? 'other';
}

/** A person's out-of-office note: it answers by RFC 3834, and no delivery report says the words it says. */
function isVacation(mail: InboundMail): boolean {
  if (mail.deliveryStatus !== null || headerOf(mail, 'x-failed-recipients') !== '') return false;
  return AWAY.test(headerOf(mail, 'subject')) || (isAutomatic(mail) && AWAY.test(mail.text.slice(0, 2000)));
}

const AWAY =
  /out of (the )?office|auto(matic|mated)?[- ]?(reply|response|antwort)|automatische antwort|r[ée]ponse automatique|respuesta autom[áa]tica|away from (my|the)|on (vacation|holiday|leave)|abwesenheit|absence|vacation (message|notice|reply)|autoresponder/i;

/** RFC 3834 2 and the older marks of machines. */
function isAutomatic(mail: InboundMail): boolean {
  const submitted = headerOf(mail, 'auto-submitted');
  if (submitted !== '' && !submitted.startsWith('no')) return true;
  if (/^(bulk|junk|auto_reply|list)/.test(headerOf(mail, 'precedence'))) return true;
  return MARKS.some((name) => headerOf(mail, name) !== '');
}

const MARKS = ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'x-autoresponder', 'x-mail-autoreply'];
