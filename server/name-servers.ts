import { getServers } from 'node:dns';
import type { DnsServer } from '#mail/probe/dns-exchange.ts';
import type { Env } from './env.ts';

/** Those of DNS_SERVERS, which the operator vouches for as validating; else the system's, which nobody vouches for. */
export function nameServers(env: Pick<Env, 'dnsServers'>): DnsServer[] {
  if (env.dnsServers.length > 0) return env.dnsServers.map((one) => ({ ...split(one), validating: true }));
  const system = getServers().map((one) => ({ ...split(one), validating: false }));
  return system.length > 0 ? system : [{ host: '127.0.0.1', port: 53, validating: false }];
}

/** `host:port`, `[v6]:port`, or an address alone. */
function split(text: string): { host: string; port: number } {
  const match = /^\[?([^\]]+?)\]?:(\d+)$/.exec(text);
  if (!match || (text.split(':').length > 2 && !text.startsWith('['))) return { host: text, port: 53 };
  return { host: match[1]!, port: Number(match[2]) };
}
