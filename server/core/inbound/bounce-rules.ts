import type { BounceCause } from './report.ts';

/**
 * What servers write when they will not take a message, most telling first; the first rule that fits decides. Each row
 * has a sentence it was made for. Wordings, not names of servers: the same few are used everywhere.
 */
export interface BounceRule {
  cause: BounceCause;
  /** RFC 3463 status when the report gives none more telling. */
  status: string;
  words: RegExp;
  sample: string;
}

export const bounceRules: readonly BounceRule[] = [
  {
    cause: 'system',
    status: '5.3.0',
    words: /\bpipe to \||command (died|failed|output)|exit (status|code) \d|procmail|died with status/i,
    sample: 'Command died with status 17: "/usr/bin/procmail"',
  },
  {
    cause: 'sender',
    status: '5.7.26',
    words:
      /\bdmarc\b|\bspf\b.{0,60}(fail|not pass|does not|not allowed)|\bdkim\b.{0,40}(fail|not pass)|unauthenticated (email|mail|sender)|authentication (checks?|information|required|failed|is required)|multiple authentication checks|does not meet .{0,40}authentication|sender (id|policy)|senders? (address )?(rejected|denied|not allowed|verify)|from address/i,
    sample: 'Unauthenticated email from example.org is not accepted due to domain’s DMARC policy',
  },
  {
    cause: 'policy',
    status: '5.7.25',
    words:
      /reverse dns|ptr record|rdns|no reverse|cannot find your (reverse )?host ?name|client host rejected: cannot find/i,
    sample: 'Client host rejected: cannot find your reverse hostname',
  },
  {
    cause: 'mailbox-full',
    status: '5.2.2',
    words:
      /(mail ?box|mail ?folder|inbox|quota|disk space|storage|account|maildrop)\S* .{0,40}(is full|full\b|exceed|over (the )?(quota|limit)|too (much|many)|no(t enough)? (space|room))|over ?quota|quota .{0,30}(exceeded|violat)|out of storage|insufficient (disk|storage|system storage)|(exceeded|exceeds|over) .{0,30}(storage|quota|mailbox|size limit of the mailbox)|too many messages|user has too many|not enough (storage|space)|mail(box)? has reached|would be over|number of messages in .{0,30}mailbox exceeded|account is (temporarily )?(over|full)|disc quota|mailfolder is full|full mailbox|boite pleine|mailbox size limit/i,
    sample: 'The number of messages in recipient’s mailbox exceeded the local limit',
  },
  {
    cause: 'mailbox-disabled',
    status: '5.2.1',
    words:
      /(account|mail ?box|address|user|recipient)\b.{0,60}(disabled|suspended|inactive|discontinued|deactivated|terminated|locked|frozen|expired|on hold|not active)|(disabled|suspended|inactive|deactivated|locked|expired) .{0,20}(account|mail ?box|address|user|recipient)/i,
    sample: 'This account has been disabled or discontinued',
  },
  {
    cause: 'too-large',
    status: '5.3.4',
    words:
      /(message|mail|size|header|length)\b.{0,60}(too (big|large)|exceeds?|exceeded|over) ?.{0,40}(limit|maximum|size|administrative|fixed|allowed)?|too (big|large)|message size|size of .{0,30}message/i,
    sample: 'Message size exceeds fixed maximum message size',
  },
  {
    cause: 'moved',
    status: '5.1.6',
    words:
      /has moved|no forwarding address|address (was |has )?changed|has been replaced by|no longer (at|on) this (server|address)|user has left/i,
    sample: 'Destination mailbox has moved, No forwarding address',
  },
  {
    // Whatever kept it from being delivered was not final while the server still tried.
    cause: 'expired',
    status: '5.4.7',
    words: /\baborted after [\d.]+ ?(second|minute|hour|day)/i,
    sample: 'Delivery to the following recipients was aborted after 5.0 hours: could not find a gateway',
  },
  {
    // A name server that answers nonsense, or not at all, says nothing about whether the domain exists.
    cause: 'network',
    status: '5.4.4',
    words: /(malformed|unexpected) .{0,30}name ?server reply|servfail|name ?server.{0,40}(timed? ?out|did not answer)/i,
    sample: 'Name service error for name=example.org type=MX: Malformed or unexpected name server reply',
  },
  {
    cause: 'no-mail-accepted',
    status: '5.3.2',
    words:
      /does not accept (e?-?mail|messages)|not accepting (e?-?mail|messages)|null ?mx|does ?n[o’']t receive mail|(no|n[o’']t find a(ny)?) mail exchanger|no mx (record )?found for domain|smtp protocol returned a permanent error|no smtp service|not accept mail from/i,
    sample: 'Domain of recipient does not accept mail (nullMX)',
  },
  {
    cause: 'unknown-domain',
    status: '5.1.2',
    words:
      /(host|domain|name|server|mx)\b.{0,60}(not found|unknown|does not exist|non-?existent|unrout[e]?able|invalid|couldn[’']?t be found|cannot be resolved|can[’']t be resolved)|unknown (host|domain|name)|(no such|bad destination|invalid) (host|domain|system)|dns (lookup|error|failure)|could not find (a gateway|any mail|your .{0,20}domain|.{0,20}mail server)|unrouteable (mail )?domain|nxdomain|illegal host|failed gethostbyname|domain .{0,40}(unreachable|not reachable|n[o’']t be reached)|missing the proper dns|name service error|could ?n[o’']t find any host|host or domain name not found|couldn[’']t find any host|illegal host|name or service not known|no route for mail/i,
    sample: 'Host or domain name not found. Name service error for name=example.org type=A',
  },
  {
    cause: 'unknown-address',
    status: '5.1.1',
    words:
      /(user|mail ?box|recipient|account|address|addressee|person|name)\b.{0,80}(unknown|not (found|exist|known|listed|here|a valid|valid|recogni[sz]ed|available|present)|n[o’']t (exist|have|found|listed)|does ?n[o’']t (exist|have)|doesn[’']t|invalid|no longer|unavailable|undeliverable)|(unknown|no such|invalid|nonexistent|non-existent|unrouteable|bad|not a valid|no valid) .{0,20}(user|mail ?box|recipient|address|account|local[- ]part|person|member)|no mail ?box|not our customer|unknown to (us|the system)|no such|does not exist|undeliverable address|not a (known|valid) (user|recipient)|recipnotfound|could not be found|isn[’']t (found|listed)|recipient not found|recipient address rejected: access denied|見つかりません|存在しません/i,
    sample: 'Recipient address rejected: User unknown in local recipient table',
  },
  {
    cause: 'rate',
    status: '4.7.0',
    words:
      /too many (connections|concurrent|recipients|emails|messages (per|from)|sessions)|rate limit|throttl|speed|slow down|connection limit|exceeded .{0,40}(connections|rate)|sending (too|unusual)/i,
    sample: 'Too many connections from your host',
  },
  {
    cause: 'expired',
    status: '5.4.7',
    words:
      /\bexpired?\b|giving up|gave up|retry (time(out)? |period |limit )?(exceeded|expired|elapsed)|timed? ?out|for the last \d+ (seconds|hours|days)|in the queue too long|delivery time|could not be delivered for|(was|been) aborted after|cannot send message (for|within)|not (been )?delivered (within|after|for) |undeliverable (for|after)|been unable to|too old|delayed|deferred|failing for a long time|could not be reached|tried for|keep trying|stopped trying/i,
    sample: 'Could not deliver for the last 432000 seconds. Giving up.',
  },
  {
    cause: 'content',
    status: '5.6.0',
    words:
      /virus|infected|malware|malicious|spam|junk|unsolicited|bulk|content (filter|reject|error|block|not allowed)|blocked (by )?(content|attachment)|attachment|media error|message (content|body)|prohibited|phish|url .{0,20}(black|block|listed)/i,
    sample: 'Message contains a virus',
  },
  {
    cause: 'policy',
    status: '5.7.1',
    words:
      /black ?list|block(ed|list)|blocklist|dnsbl|\brbl\b|reputation|banned|denied|not (authori[sz]ed|permitted|allowed)|prohibited|policy|relay|unauthori[sz]ed|security|require[sd]? (tls|starttls|auth)|forbidden|blocked|rejected by|(is|are|been|was) (black)?listed|spamhaus|administrative prohibition|refused .{0,30}(ip|client|connection)|access/i,
    sample: 'Access denied, banned sending IP',
  },
  {
    cause: 'not-compliant',
    status: '5.5.0',
    words:
      /syntax|rfc ?\d{3,4}|malformed|duplicate header|missing (required )?header|bare (lf|line)|invalid (header|message)|protocol error|bad (header|sequence)/i,
    sample: 'Messages missing a valid header are not accepted (RFC 5322)',
  },
  {
    cause: 'network',
    status: '5.4.4',
    words:
      /connection (refused|reset|lost|dropped|closed|failed|timed)|no route|network (is )?unreachable|unable to (connect|establish|contact)|could ?n[o’']t connect|lost connection|cannot connect|loops? back|mail loop|too many hops|hop count|wasn[’']t able to establish|host (unreachable|not reachable)/i,
    sample: 'Sorry, I wasn’t able to establish an SMTP connection',
  },
  {
    cause: 'system',
    status: '5.3.0',
    words:
      /system (error|failure|problem|resources)|internal (server |software )?error|local (error|problem|configuration)|configuration error|try again later|temporar|i\/o error|unable to contact ldap|server (error|busy)|service (unavailable|not available)|pipe|program|command (failed|died)|resources|disk|unexpected/i,
    sample: 'Internal System Error',
  },
];
