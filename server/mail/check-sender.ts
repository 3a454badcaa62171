import { isIP } from 'node:net';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { dmarc } from 'mailauth/lib/dmarc/index.js';
import { spf } from 'mailauth/lib/spf/index.js';
import { type DkimKeys, signDkim } from './compose/dkim.ts';
import { type MailauthLookup, mailauthLookup } from './probe/mailauth-lookup.ts';
import { DnsFailure, type Resolver } from './probe/resolver.ts';
import type { DnsRecord } from './sender-records.ts';

export interface SenderCheck {
  /** Kind of the record, as in `DnsRecord`. */
  record: string;
  /** The record's full name: there may be two keys of a kind while they change. */
  name: string;
  ok: boolean;
  /** What was found, in words; never more than the start of a record. */
  found: string;
}

export interface SenderChecks {
  checks: SenderCheck[];
  /** True when a name server gave no answer, so that nothing can be concluded from what is not ok. */
  unanswered: boolean;
}

export interface SenderToCheck {
  domain: string;
  /** The name or address that mail leaves from. */
  host: string;
  records: readonly DnsRecord[];
  /** The keys themselves, by selector: what they sign is verified with what DNS holds. */
  keys: DkimKeys['keys'];
  /** Epoch milliseconds. */
  now: number;
}

type Names = Pick<Resolver, 'txt' | 'address' | 'mx'>;
type Verdict = Pick<SenderCheck, 'ok' | 'found'> & { unanswered?: boolean };

const SILENT: Verdict = { ok: false, found: 'The name server gave no answer. Try again later.', unanswered: true };

/**
 * Judges a sender's domain as a receiver will: SPF is evaluated for the addresses mail leaves from (RFC 7208), each key
 * signs a trial message that is verified with the record in DNS (RFC 6376, 8463), and DMARC is looked up as for a message
 * from it (RFC 9989), its policy included.
 */
export async function checkSender(resolver: Names, sender: SenderToCheck): Promise<SenderChecks> {
  const lookup = mailauthLookup(resolver);
  const verdicts = await Promise.all(
    sender.records.map(async (record): Promise<[DnsRecord, Verdict]> => {
      try {
        return [record, await judge(record, sender, resolver, lookup)];
      } catch (error) {
        if (!(error instanceof DnsFailure)) throw error;
        return [record, SILENT];
      }
    }),
  );
  return {
    checks: verdicts.map(([{ kind, name }, { ok, found }]) => ({ record: kind, name, ok, found })),
    unanswered: verdicts.some(([record, verdict]) => record.standing === 'needed' && verdict.unanswered === true),
  };
}

async function judge(
  record: DnsRecord,
  sender: SenderToCheck,
  resolver: Names,
  lookup: MailauthLookup,
): Promise<Verdict> {
  if (record.kind === 'DMARC') return judgeDmarc(sender, lookup);
  const { records } = await resolver.txt(record.name);
  const version = record.value.split(/[; ]/, 1)[0]!;
  const ours = records.filter((text) => text.trim().toLowerCase().startsWith(version.toLowerCase()));
  if (ours.length === 0) return { ok: false, found: 'There is no such record yet.' };
  if (ours.length > 1) return { ok: false, found: `There are ${ours.length} of them; receivers then believe none.` };
  const text = ours[0]!.trim();
  return record.kind === 'SPF' ? judgeSpf(text, sender, resolver, lookup) : judgeDkim(record, text, sender, lookup);
}

async function judgeSpf(
  text: string,
  { domain, host, records }: SenderToCheck,
  resolver: Names,
  lookup: MailauthLookup,
): Promise<Verdict> {
  const addresses = await addressesOf(host, records, resolver);
  if (addresses.length === 0)
    return { ok: false, found: `${host}, which mail leaves from, has no address in DNS, so nothing can allow it.` };
  for (const ip of addresses) {
    const { status } = await spf({ sender: `postmaster@${domain}`, ip, helo: host, mta: host, resolver: lookup });
    if (status.result === 'temperror') return SILENT;
    if (status.result !== 'pass')
      return { ok: false, found: `It does not let ${ip} send (${status.result}): ${start(text)}` };
  }
  return { ok: true, found: start(text) };
}

/** Where mail leaves from. A name that is in no DNS is a demo's, and its record says which address stands for it. */
async function addressesOf(host: string, records: readonly DnsRecord[], resolver: Names): Promise<string[]> {
  const bare = host.replaceAll(/^\[|\]$/g, '');
  if (isIP(bare)) return [bare];
  if (bare.includes('.')) return (await resolver.address(bare)).records.map((one) => one.address);
  return [/ip4:([\d.]+)/.exec(records.find((one) => one.kind === 'SPF')?.value ?? '')?.[1] ?? []].flat();
}

async function judgeDkim(
  record: DnsRecord,
  text: string,
  { domain, keys, now }: SenderToCheck,
  lookup: MailauthLookup,
): Promise<Verdict> {
  if (tagOf(text, 'p') !== tagOf(record.value, 'p'))
    return { ok: false, found: 'It holds another key than the one made here.' };
  const key = keys.find(({ selector }) => record.name === `${selector}._domainkey.${domain}`);
  // A key that signs no more has no private half: its record is compared, and that is all.
  if (!key) return { ok: true, found: start(text) };
  const trial = Buffer.from(
    `From: <postmaster@${domain}>\r\nTo: <postmaster@${domain}>\r\nSubject: Trial\r\nDate: ${new Date(now).toUTCString()}\r\n\r\nTrial\r\n`,
  );
  const { bytes } = await signDkim(trial, { domain, keys: [key] }, now);
  const { results } = await dkimVerify(bytes, { resolver: lookup, curTime: new Date(now) });
  const result = results[0]?.status.result ?? 'none';
  if (result === 'temperror') return SILENT;
  const ok = result === 'pass';
  return { ok, found: ok ? start(text) : `What the key signs is not verified with it (${result}): ${start(text)}` };
}

async function judgeDmarc({ domain }: SenderToCheck, lookup: MailauthLookup): Promise<Verdict> {
  const result = await dmarc({ headerFrom: domain, spfDomains: [domain], dkimDomains: [{ domain }], resolver: lookup });
  if (result === false || result.status.result === 'none') return { ok: false, found: 'There is no such record yet.' };
  if (result.status.result === 'temperror') return SILENT;
  if (result.status.result !== 'pass')
    return { ok: false, found: `Receivers cannot use it (${result.status.result}): ${start(result.rr ?? '')}` };
  const ok = result.policy === 'quarantine' || result.policy === 'reject';
  return {
    ok,
    found: ok ? start(result.rr ?? '') : `Its policy must be quarantine or reject: ${start(result.rr ?? '')}`,
  };
}

function start(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function tagOf(text: string, tag: string): string | undefined {
  return text
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.toLowerCase().replace(/\s*=.*/s, '') === tag)
    ?.replace(/^[^=]*=/, '')
    .replaceAll(/\s+/g, '');
}
