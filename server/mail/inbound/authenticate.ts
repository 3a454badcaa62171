import { authenticate } from 'mailauth';
import type { MailauthLookup } from '#mail/probe/mailauth-lookup.ts';

/** Where a mail came from, as the listener saw it. */
export interface Origin {
  ip: string;
  helo: string;
  /** Envelope sender; empty for the null one. */
  sender: string;
}

/** What proves a mail's From. Codes only: they go into the evidence. */
export interface Authenticity {
  spf: string;
  dkim: string;
  dmarc: string;
  /** The From header's address, lower case, when DMARC passed for its domain; else null. */
  proven: string | null;
}

/**
 * SPF, DKIM and DMARC of a mail. Only a pass of DMARC, which binds one of the other two to the domain of the From header,
 * proves anything; a domain that publishes no policy proves nothing. DKIM keys below 1,024 bits and SHA-1 do not count.
 */
export async function proveSender(
  bytes: Uint8Array,
  from: string | null,
  origin: Origin,
  lookup: MailauthLookup,
): Promise<Authenticity> {
  const result = await authenticate(Buffer.from(bytes), {
    ...origin,
    mta: 'inbound',
    minBitLength: 1024,
    rejectRsaSha1: true,
    disableArc: true,
    disableBimi: true,
    trustReceived: false,
    resolver: lookup,
  });
  const dmarc = result.dmarc === false ? 'none' : result.dmarc.status.result;
  return {
    spf: result.spf === false ? 'none' : result.spf.status.result,
    dkim: result.dkim.results.some(({ status }) => status.result === 'pass') ? 'pass' : firstOf(result.dkim.results),
    dmarc,
    proven: dmarc === 'pass' ? from : null,
  };
}

function firstOf(results: readonly { status: { result: string } }[]): string {
  return results[0]?.status.result ?? 'none';
}
