import { stsNames } from '#core/delivery/mta-sts.ts';
import { type MxHost, type MxProblem, resolveMx } from '../probe/mx.ts';
import type { Resolver } from '../probe/resolver.ts';
import type { StsFinding, StsPolicies } from '../probe/sts.ts';
import { type Tlsa, lookUpTlsa } from '../probe/tlsa.ts';

/** A mail host on the way to a domain. */
export interface RouteHost extends MxHost {
  tlsa: Tlsa;
  /** Why it must not be used: `not-in-sts-policy`, `dns-…` when nobody can say whether DANE applies; null: it may. */
  skip: string | null;
  /** Connections to it may be shared by all domains for which this is the same. */
  key: string;
}

export interface Way {
  kind: 'hosts';
  hosts: RouteHost[];
  /** Hosts that could not even be looked up. */
  problems: MxProblem[];
  /** The domain's MTA-STS policy is to be enforced. */
  enforce: boolean;
  /** What the evidence keeps. */
  record: Record<string, unknown>;
}

/** Where a domain's mail goes, and what each host there must prove. */
export type Route = Way | { kind: 'no-mail'; address: 'invalid' | 'null-mx'; record: Record<string, unknown> };

/**
 * Looks up a domain's mail hosts, its MTA-STS policy and each host's TLSA records.
 * @throws DnsFailure when its hosts cannot be known now.
 */
export async function findRoute(
  domain: string,
  options: { resolver: Resolver; sts: StsPolicies; allowPrivate: boolean; random: () => number },
): Promise<Route> {
  const answer = await resolveMx(options.resolver, domain, options);
  if (answer.kind !== 'hosts') {
    const record = { dns: { answer: answer.kind } };
    return { kind: 'no-mail', address: answer.kind === 'null-mx' ? 'null-mx' : 'invalid', record };
  }
  const sts = await options.sts.of(domain);
  const enforced = sts.policy?.mode === 'enforce' ? sts.policy : null;
  const hosts = await Promise.all(
    answer.hosts.map(async (host): Promise<RouteHost> => {
      const tlsa = await lookUpTlsa(options.resolver, host, answer.validated);
      // Of a name its certificate authority may vouch for, the domain's own is one (RFC 7672 3.2.2): not for others then.
      const alone = tlsa.kind === 'records' && tlsa.usable.some((one) => one.usage === 2);
      return { ...host, tlsa, skip: skipped(host, tlsa, enforced), key: keyOf(host, tlsa, alone ? domain : '') };
    }),
  );
  const record = {
    dns: {
      validated: answer.validated,
      hosts: hosts.map(({ name, preference, validated }) => ({ name, preference, validated })),
      problems: answer.problems,
    },
    sts: stsRecord(sts),
    tlsa: hosts.flatMap(({ name, tlsa }) => (tlsa.kind === 'none' ? [] : [{ host: name, ...tlsa }])),
  };
  return { kind: 'hosts', hosts, problems: answer.problems, enforce: enforced !== null, record };
}

function skipped({ name }: MxHost, tlsa: Tlsa, enforced: StsFinding['policy']): string | null {
  if (enforced && !stsNames(enforced, name)) return 'not-in-sts-policy';
  return tlsa.kind === 'failed' ? tlsa.problem : null;
}

function keyOf({ name }: MxHost, tlsa: Tlsa, domain: string): string {
  if (tlsa.kind !== 'records') return name;
  const all = tlsa.usable.map((one) => [one.usage, one.selector, one.matching, one.data].join(' ')).sort();
  return [name, domain, tlsa.base, ...all].join('\n');
}

function stsRecord({ policy, source, problem }: StsFinding): Record<string, unknown> {
  return policy ? { id: policy.id, mode: policy.mode, mx: policy.mx, source, problem } : { source, problem };
}
