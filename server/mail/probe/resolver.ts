/** One MX record. Lower preference is tried first; exchange `.` alone means "takes no mail" (RFC 7505). */
export interface MxRecord {
  preference: number;
  exchange: string;
}

/** Where a mail host listens. Only the built-in demo resolver sets `port` and `own`. */
export interface HostAddress {
  address: string;
  port?: number;
  /** A listener of this very process, so that a loopback address is right. */
  own?: true;
}

/** A TLSA or SMIMEA record (RFC 6698, RFC 8162), its data as lower-case hexadecimal. */
export interface TlsaRecord {
  usage: number;
  selector: number;
  matching: number;
  data: string;
}

export interface Answer<T> {
  /** Empty when the name exists without such records. */
  records: T[];
  /** False when the name itself does not exist (NXDOMAIN). */
  exists: boolean;
  /** The answer was validated by DNSSEC, every alias on the way too: a trusted, configured resolver set the AD flag. */
  validated: boolean;
  /** The name at the end of the aliases (CNAME), lower case; absent where there were none. */
  canonical?: string;
}

/** Types that `lookUp` gives undecoded. None holds a domain name, which could be compressed into another part of the answer. */
export const rawTypes = { SMIMEA: 53, OPENPGPKEY: 61 } as const;
export type RawType = keyof typeof rawTypes;

/**
 * How names are looked up. Production asks a validating resolver over UDP, the demo a table of its own. Every method
 * throws `DnsFailure` when there is no usable answer, which is never the same as an empty one.
 */
export interface Resolver {
  mx(domain: string): Promise<Answer<MxRecord>>;
  address(host: string): Promise<Answer<HostAddress>>;
  txt(name: string): Promise<Answer<string>>;
  tlsa(name: string): Promise<Answer<TlsaRecord>>;
  /** The data of each record as it came, for types this interface does not decode. */
  lookUp(name: string, type: RawType): Promise<Answer<Buffer>>;
}

/** No usable answer: try again later. `servfail` is also what a validating resolver says to a bogus signature. */
export class DnsFailure extends Error {
  readonly kind: 'timeout' | 'servfail' | 'refused' | 'malformed';
  constructor(kind: DnsFailure['kind']) {
    super(`The name server did not answer usefully (${kind}).`);
    this.name = 'DnsFailure';
    this.kind = kind;
  }
}
