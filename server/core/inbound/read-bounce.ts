import { bounceRules } from './bounce-rules.ts';
import { headerOf } from './header-of.ts';
import type { BounceCause, InboundMail, RecipientOutcome } from './report.ts';

/** Most recipients taken from one report; ours go out to one each. */
const MOST = 20;
/** Characters of the report's own words that are looked at. */
const MOST_TEXT = 20_000;

/** What a delivery report says of each recipient; null when the mail is none. */
export function readBounce(mail: InboundMail): RecipientOutcome[] | null {
  const text = ownWords(mail.text).slice(0, MOST_TEXT);
  const groups = mail.deliveryStatus === null ? groupsIn(text) : groupsIn(mail.deliveryStatus);
  const named = groups.filter(
    (one) => one.has('final-recipient') || one.has('original-recipient') || one.has('action'),
  );
  if (named.length > 0) return named.slice(0, MOST).map((group) => fromGroup(group, text, named.length === 1));
  if (!looksLikeReport(mail, text)) return null;
  return fromText(mail, text);
}

/** RFC 3464 per-recipient fields: groups of `Name: value` lines, each group ended by an empty line. */
function groupsIn(text: string): Map<string, string>[] {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .map((block) => {
      const group = new Map<string, string>();
      for (const line of block.split('\n')) {
        const at = line.indexOf(':');
        const name = line.slice(0, at).trim().toLowerCase();
        if (at > 0 && FIELDS.has(name) && !group.has(name)) group.set(name, line.slice(at + 1).trim());
      }
      return group;
    });
}

const FIELDS = new Set(['final-recipient', 'original-recipient', 'action', 'status', 'diagnostic-code', 'remote-mta']);

function fromGroup(group: Map<string, string>, text: string, alone: boolean): RecipientOutcome {
  const address = addressIn(group.get('final-recipient')) ?? addressIn(group.get('original-recipient'));
  const action = (group.get('action') ?? '').toLowerCase();
  const field = group.get('status') ?? '';
  const status = statusIn(field);
  if (/^(delivered|relayed|expanded)/.test(action) || (status?.startsWith('2') && !action.startsWith('failed')))
    return { address, action: 'delivered', status: status ?? '2.0.0', cause: 'other', hard: false };
  const [, kind = '', diagnostic = ''] =
    /^\s*(?:([a-z0-9-]+)\s*;)?\s*(.*)$/is.exec(group.get('diagnostic-code') ?? '') ?? [];
  const said = { diagnostic, prose: `${field} ${about(address, text)}`, whole: alone ? text : '' };
  // A program on the host said it, not a mail server: it knows nothing about addresses.
  const judged = /^x-unix$/i.test(kind) ? { ...judge(said, status), ...LOCAL } : judge(said, status);
  return { address, action: action.startsWith('delayed') ? 'delayed' : 'failed', ...judged };
}

const LOCAL = { cause: 'system', hard: false } as const;

/** Reports in prose: each line that begins with an address begins what is said of it. */
function fromText(mail: InboundMail, text: string): RecipientOutcome[] {
  const failed = headerOf(mail, 'x-failed-recipients');
  const found = failed ? failed.split(',').flatMap((one) => addressIn(one) ?? []) : addressesNamed(text);
  const addresses = [...new Set(found)].slice(0, MOST);
  const action = LATER.test(text) ? 'delayed' : 'failed';
  if (addresses.length === 0)
    return [{ address: null, action, ...judge({ diagnostic: '', prose: text, whole: text }, null) }];
  return addresses.map((address) => {
    const said = addresses.length === 1 ? text : about(address, text);
    return { address, action, ...judge({ diagnostic: '', prose: said, whole: said }, null) };
  });
}

/** A warning: the server still tries. */
const LATER =
  /has been delayed|warning message only|will be retried|still (being )?tr(ied|ying)|not yet been delivered/i;

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+/g;

function addressIn(text: string | undefined): string | null {
  return text === undefined ? null : (/[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+/.exec(text)?.[0].toLowerCase() ?? null);
}

/** Addresses a line begins with, as reports list whom they speak of. */
function addressesNamed(text: string): string[] {
  const lines = text.matchAll(/^[ \t>*-]*<?([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\w)>?\s*(?::|\.\.\.|\(|\[|<|$)/gm);
  const listed = [...lines].map(([, address]) => address!.toLowerCase());
  if (listed.length > 0) return listed;
  return [...text.matchAll(/<([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\w)>/g)].slice(0, 1).map(([, one]) => one!.toLowerCase());
}

/** What is said of one address: from where it stands to the next address or, after some words, the next empty line. */
function about(address: string | null, text: string): string {
  const at = address === null ? -1 : text.toLowerCase().indexOf(address);
  if (at < 0) return text;
  const lines = text.slice(at).split(/\r?\n/);
  let words = false;
  const own = lines.findIndex((line, i) => {
    if (i > 0 && LISTED.test(line) && !line.toLowerCase().includes(address!)) return true;
    words ||= /[a-z]{3}/i.test(line.replace(ADDRESS, '')) && !/:\s*$/.test(line);
    return words && line.trim() === '';
  });
  return own < 0 ? lines.join('\n') : lines.slice(0, own).join('\n');
}

/** A line that begins with an address. */
const LISTED = /^[ \t>*-]*<?[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+\w>?\s*(:|\.\.\.|\(|\[|$)/;

/** The report's own words, without the message it returns. */
function ownWords(text: string): string {
  const cut = text.search(COPY);
  return cut > 10 ? text.slice(0, cut) : text;
}

const COPY =
  /^.{0,40}(below this line is a copy|this is a copy of|(enclosed|attached) is a copy|original message (follows|headers?)|unsent message follows|message headers? follows?|copy of (the|your) message|returned message follows|original message|the header of the original|content of the message|undelivered message|your message (was|reads)|start of returned message)|^(return-path|received|dkim-signature|message-id):/im;

function looksLikeReport(mail: InboundMail, text: string): boolean {
  if (headerOf(mail, 'x-failed-recipients') !== '') return true;
  if (/report-type="?delivery-status/.test(headerOf(mail, 'content-type'))) return true;
  const from = headerOf(mail, 'from');
  const machine = mail.returnPath === '' || /^<>$/.test(headerOf(mail, 'return-path')) || MACHINES.test(from);
  const subject = headerOf(mail, 'subject');
  if (SURE.test(text)) return true;
  if (SUBJECTS.test(subject)) return machine || SAYS.test(text);
  return machine && SAYS.test(text);
}

const SURE =
  /did not reach the following recipient|the following address(es)? (had|failed)|delivery to the following recipients? (failed|has been)/i;
const MACHINES = /mailer-?daemon|post[-_ ]?master|mail[ .-]deliver|mail administrator|ndr administrator|mail system/i;
const SUBJECTS =
  /undeliver|returned mail|delivery (status|failure|problem|report|has failed|notification)|failure notice|mail delivery (failed|system)|failed (delivery|mail)|mail (could not|cannot) be delivered|non[- ]?deliver|message (not|could not be) delivered|mail failure|could not send message|errors? from|not delivered/i;
const SAYS =
  /(could|can|was|were|has|have)(n[’']t| ?not)? (not )?be(en)? (delivered|sent)|undeliver|unable to deliver|delivery (failed|failure|error|to the following)|permanent (fatal )?error|transcript of session|failed (permanently|addresses)|deliver(ing|y)? (your )?(mail|message)|did not like|returned to sender|user unknown|not delivered|error message|error:/i;

/**
 * Cause and status of what was said. The remote server's own answer comes first, then the report's prose about this
 * recipient; `given` is the report's own Status field.
 */
function judge(
  { diagnostic, prose, whole }: { diagnostic: string; prose: string; whole: string },
  given: string | null,
): Pick<RecipientOutcome, 'status' | 'cause' | 'hard'> {
  // A gateway that quotes another server's answer says less itself.
  const answer = /\b[45]\d\d[ -]'(.{10,})'/.exec(oneLine(diagnostic))?.[0] ?? oneLine(diagnostic);
  const around = oneLine(prose);
  const answered = wordsIn(answer) ? answer : around;
  const rule = ruleFor(answered) ?? ruleFor(around);
  const said = [afterCode(answered), given, loneStatus(answered), loneStatus(diagnostic), afterCode(around)].filter(
    (one) => one !== null,
  );
  const told = said.find(telling) ?? said.find((one) => !one.endsWith('.0.0')) ?? said[0] ?? null;
  const status = told ?? atClass(rule?.status, replyClass(answered));
  const where = `${around} ${oneLine(whole)}`;
  const cause = refusedWhen(answered, where, told ?? `${status[0]}.0.0`) ?? rule?.cause ?? causeOf(status);
  return { status, cause, hard: HARD.has(cause) && !status.startsWith('4') };
}

const oneLine = (text: string) => text.replaceAll(/https?:\S+/g, ' ').replaceAll(/\s+/g, ' ');
const wordsIn = (text: string) => /[a-z]{3}/i.test(text.replace(ADDRESS, ''));
const ruleFor = (words: string) => bounceRules.find((one) => one.words.test(words));

/**
 * Who was refused, and when, says more than the words. An unknown "user" in answer to MAIL is the sender; one found only
 * after the whole message is a filter's verdict, and no reason to give the address up for good.
 */
function refusedWhen(answered: string, around: string, status: string): BounceCause | null {
  const phase = phaseOf(`${answered} ${around}`);
  if (/\.1\.[78]$/.test(status) || phase === 'mail') return 'sender';
  const cause = ruleFor(answered)?.cause;
  if (cause !== 'unknown-address' && cause !== undefined) return null;
  if (/^5\.2\.0$/.test(status)) return 'filtered';
  if (!cause || /\.1\.\d+$/.test(status) || NO_ACCOUNT.test(answered)) return null;
  // A bare 550 may as well be policy; asked about the address itself, it is an answer.
  const bare = status.endsWith('.0.0') && /\b55\d\b/.test(answered) && phase !== 'rcpt' && !NAMED.test(answered);
  return phase === 'data' || bare ? 'filtered' : null;
}

/** Said of the address and nothing else, whenever it is said. */
const NO_ACCOUNT = /user does ?n[o’']t have an? \S+ account/i;
/** A reply that names the address it does not know: no filter talks so, except after the whole message. */
const NAMED =
  /\b55\d (?:(?:unknown|no such) (?:user|mail ?box|recipient|account):? ?[^\s@<]+@[\w.-]+|[^\s@<]+@[\w.-]+\W{1,5}(?:no such user|user unknown|unknown user))/i;

/** At which command the first refusal came, as transcripts and "in reply to" remarks tell it. */
function phaseOf(said: string): 'mail' | 'rcpt' | 'data' | null {
  // A client that asks ahead shows its last command beside the answer to an earlier one; the next answer tells which.
  if (/no valid recipients|need RCPT\b/i.test(said)) return 'rcpt';
  const refused = said.search(/<<< [45]\d\d/);
  const asked = refused < 0 ? undefined : [...said.slice(0, refused).matchAll(/>>> (\w+)/g)].at(-1)?.[1];
  const remark =
    /(?:after|reply to|in response to|command:?|SMTP command) (?:(?:the )?end of )?(MAIL|RCPT|DATA)\b/i.exec(said)?.[1];
  const command = (asked ?? remark ?? (/after I sent the message/.test(said) ? 'data' : '')).toLowerCase();
  return command === 'mail' || command === 'rcpt' || command === 'data' ? command : null;
}

/** `x.0.0`, `x.1.0`, `x.3.0` and "it took too long" only say that something more telling may stand elsewhere. */
function telling(status: string): boolean {
  return !/\.([0135]\.0|4\.7)$/.test(status);
}

function statusIn(text: string | undefined): string | null {
  return text === undefined ? null : (/\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? null);
}

/** The status a server gave with its reply code: `550 5.1.1 …`. The last one, if it quotes another's. */
function afterCode(words: string): string | null {
  return [...words.matchAll(/\b[45]\d\d[ -]+['"(#]{0,2}([245]\.\d{1,3}\.\d{1,3})(?![.\d])/g)].at(-1)?.[1] ?? null;
}

/** A status by itself, such as `(#5.1.1)`, and never a piece of an IP address. */
function loneStatus(words: string): string | null {
  return /(?:^|[^\d.])([45]\.\d{1,3}\.\d{1,3})(?![.\d]*\d)/.exec(words)?.[1] ?? null;
}

function replyClass(words: string): '4' | '5' | null {
  if (LATER.test(words)) return '4';
  const code = /(?:^|[\s<(:])([45])\d\d[\s,-]/.exec(words)?.[1];
  return code === '4' || code === '5' ? code : null;
}

/** The rule's status, in the class the server's reply code was of. */
function atClass(status = '5.0.0', replied: '4' | '5' | null): string {
  return replied === null ? status : `${replied}${status.slice(1)}`;
}

function causeOf(status: string): BounceCause {
  const detail = status.slice(1);
  return byStatus.find(([form]) => form.test(detail))?.[1] ?? 'other';
}

/** RFC 3463 and the IANA registry, for reports that say nothing in words. */
const byStatus: readonly [RegExp, BounceCause][] = [
  [/^\.1\.[13]$/, 'unknown-address'],
  [/^\.1\.(2|10)$/, 'unknown-domain'],
  [/^\.1\.6$/, 'moved'],
  [/^\.1\.[78]$/, 'sender'],
  [/^\.2\.1$/, 'mailbox-disabled'],
  [/^\.2\.2$/, 'mailbox-full'],
  [/^\.(2\.3|3\.4)$/, 'too-large'],
  [/^\.3\.2$/, 'no-mail-accepted'],
  [/^\.4\.7$/, 'expired'],
  [/^\.4\./, 'network'],
  [/^\.3\./, 'system'],
  [/^\.6\./, 'content'],
  [/^\.7\./, 'policy'],
  [/^\.5\./, 'not-compliant'],
];

/** The address or its domain does not work and will not: what is sent to it again only harms. */
const HARD = new Set<BounceCause>(['unknown-address', 'unknown-domain', 'moved', 'no-mail-accepted']);
