import { type DnsRecord } from './sender-records.ts';
import { DnsFailure, type Resolver } from './probe/resolver.ts';

export interface SenderCheck {
  /** Kind of the record, as in `DnsRecord`. */
  record: string;
  ok: boolean;
  /** What was found, in words; never more than the start of a record. */
  found: string;
}

export interface SenderChecks {
  checks: SenderCheck[];
  /** True when a name server gave no answer, so that nothing can be concluded from what is not ok. */
  unanswered: boolean;
}

/** Looks the records up and says of each whether it is there as it should be. */
export async function checkSender(
  resolver: Pick<Resolver, 'txt'>,
  records: readonly DnsRecord[],
): Promise<SenderChecks> {
  let unanswered = false;
  const checks = await Promise.all(
    records.map(async (record): Promise<SenderCheck> => {
      try {
        const { records: found } = await resolver.txt(record.name);
        return { record: record.kind, ...judge(record, found) };
      } catch (error) {
        if (!(error instanceof DnsFailure)) throw error;
        unanswered = true;
        return { record: record.kind, ok: false, found: 'The name server gave no answer. Try again later.' };
      }
    }),
  );
  return { checks, unanswered };
}

function judge(record: DnsRecord, found: readonly string[]): Omit<SenderCheck, 'record'> {
  const version = record.value.split(/[; ]/, 1)[0]!;
  const ours = found.filter((text) => text.trim().toLowerCase().startsWith(version.toLowerCase()));
  if (ours.length === 0) return { ok: false, found: 'There is no such record yet.' };
  if (ours.length > 1) return { ok: false, found: `There are ${ours.length} of them; receivers then believe none.` };
  const text = ours[0]!.trim();
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  if (record.kind === 'SPF') {
    const ok = text.toLowerCase().split(/\s+/).includes(record.value.split(' ')[1]!.toLowerCase());
    return { ok, found: ok ? shown : `It does not let this server send: ${shown}` };
  }
  if (record.kind === 'DMARC') {
    const policy = tags(text).get('p');
    const ok = policy === 'quarantine' || policy === 'reject';
    return { ok, found: ok ? shown : `Its policy must be quarantine or reject: ${shown}` };
  }
  const ok = tags(text).get('p') === tags(record.value).get('p');
  return { ok, found: ok ? shown : 'It holds another key than the one made here.' };
}

function tags(text: string): Map<string, string> {
  return new Map(
    text.split(';').map((part): [string, string] => {
      const at = part.indexOf('=');
      return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).replaceAll(/\s+/g, '')];
    }),
  );
}
