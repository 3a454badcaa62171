import { isIP } from 'node:net';

/** One DNS record an admin publishes so that receivers believe mail from a sender's domain. Always a TXT record. */
export interface DnsRecord {
  kind: 'SPF' | 'DKIM (RSA)' | 'DKIM (Ed25519)' | 'DMARC';
  /** Full name, without a trailing dot. */
  name: string;
  value: string;
  /** What it is for, in one sentence. */
  why: string;
  /** `needed` to send; `next` before a new key signs; `stays` until what an old key signed is delivered; `may-go` from DNS. */
  standing: 'needed' | 'next' | 'stays' | 'may-go';
}

/** A domain's key as far as DNS is concerned. */
export interface PublishedKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  publicKey: string;
  state: 'next' | 'active' | 'retiring' | 'retired';
}

const STANDING = { active: 'needed', next: 'next', retiring: 'stays', retired: 'may-go' } as const;

const WHY = {
  active: 'The public half of a signing key made here. The private half never leaves this installation.',
  next: 'A new signing key. It signs from the moment its record is seen; until then the old one does.',
  retiring: 'Signs no more. Leave it for now: mail that it signed may still be on its way.',
  retired: 'Signs no more, and all it signed is delivered. You may take it out of DNS.',
} as const;

/** `host` as SPF names it: an address, or a name that resolves to one. */
function mechanism(host: string): string {
  const bare = host.replaceAll(/^\[|\]$/g, '');
  const version = isIP(bare);
  // A name without a dot is in no public DNS: only a demo is called so.
  if (version === 0) return bare.includes('.') ? `a:${bare}` : 'ip4:127.0.0.1';
  return `ip${version}:${bare}`;
}

/** The records for a domain. `host` is the name or address that mail leaves from (ours, or the relay's). */
export function senderRecords(domain: string, keys: readonly PublishedKey[], host: string): DnsRecord[] {
  return [
    {
      kind: 'SPF',
      name: domain,
      value: `v=spf1 ${mechanism(host)} -all`,
      why: 'Says that this server may send for the domain, and no other. Add its middle part to a record you already have.',
      standing: 'needed',
    },
    ...keys.map((key): DnsRecord => ({
      kind: key.algorithm === 'rsa' ? 'DKIM (RSA)' : 'DKIM (Ed25519)',
      name: `${key.selector}._domainkey.${domain}`,
      value: `v=DKIM1; k=${key.algorithm}; p=${key.publicKey}`,
      why: WHY[key.state],
      standing: STANDING[key.state],
    })),
    {
      kind: 'DMARC',
      name: `_dmarc.${domain}`,
      value: 'v=DMARC1; p=quarantine; adkim=s; aspf=r',
      why: 'Asks receivers to set aside mail that claims to be yours and is not signed as yours.',
      standing: 'needed',
    },
  ];
}
