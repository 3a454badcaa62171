import { isIP } from 'node:net';

/** One DNS record an admin publishes so that receivers believe mail from a sender's domain. */
export interface DnsRecord {
  kind: 'SPF' | 'DKIM (RSA)' | 'DKIM (Ed25519)' | 'DMARC';
  /** Full name, without a trailing dot. Always a TXT record. */
  name: string;
  value: string;
  /** What it is for, in one sentence. */
  why: string;
}

/** `host` as SPF names it: an address, or a name that resolves to one. */
function mechanism(host: string): string {
  const bare = host.replaceAll(/^\[|\]$/g, '');
  const version = isIP(bare);
  return version === 0 ? `a:${bare}` : `ip${version}:${bare}`;
}

interface PublishedKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  publicKey: string;
}

/** The records for a domain. `host` is the name of the machine that sends (or of the relay). */
export function senderRecords(domain: string, dkim: readonly PublishedKey[], host: string): DnsRecord[] {
  return [
    {
      kind: 'SPF',
      name: domain,
      value: `v=spf1 ${mechanism(host)} -all`,
      why: 'Says that this server may send for the domain, and no other. Add its middle part to a record you already have.',
    },
    ...dkim.map((key): DnsRecord => ({
      kind: key.algorithm === 'rsa' ? 'DKIM (RSA)' : 'DKIM (Ed25519)',
      name: `${key.selector}._domainkey.${domain}`,
      value: `v=DKIM1; k=${key.algorithm}; p=${key.publicKey}`,
      why: 'The public half of a signing key made here. The private half never leaves this installation.',
    })),
    {
      kind: 'DMARC',
      name: `_dmarc.${domain}`,
      value: 'v=DMARC1; p=quarantine; adkim=s; aspf=r',
      why: 'Asks receivers to set aside mail that claims to be yours and is not signed as yours.',
    },
  ];
}
