import type { KeySources } from './life.ts';

/** What a domain publishes keys by, found out once for all its addresses. */
export interface Publication {
  /** `_openpgpkey.DOMAIN` and `_smimecert.DOMAIN` exist in a signed zone (RFC 7929, RFC 8162). */
  openpgpkey: boolean;
  smimea: boolean;
  /** Which of the two Web Key Directory methods its policy file answers at. */
  wkd: 'advanced' | 'direct' | null;
}

export interface FoundKey {
  source: 'dane' | 'wkd';
  kind: 'pgp' | 'smime';
  /** As it was published, not checked yet. */
  material: Uint8Array;
}

/** Looks for keys that recipients' domains publish. */
export interface KeyFinder {
  /** Of these domains, those that publish keys by a source that is on. Cached: asked per domain, never per address. */
  publishing(domains: readonly string[], sources: KeySources): Promise<ReadonlyMap<string, Publication>>;
  /**
   * What is published for one address. Only hashes of its local part leave, and only to the domain's own servers.
   * @throws Error when it cannot be known now; absence is an empty answer.
   */
  find(address: { local: string; domain: string }, publication: Publication): Promise<FoundKey[]>;
}
