import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Loopback, private, link-local (cloud metadata among them), shared, documentation, multicast and reserved ranges. */
const refused = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  refused.addSubnet(net, prefix, 'ipv4');

/** What of IPv6 is public: global unicast, less the ranges that only wrap an IPv4 address or are documentation. */
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  refused.addSubnet(net, prefix, 'ipv6');

/**
 * True for an address mail must not be sent to: an answer from DNS that points inside would turn the sender into a
 * way into its own network. Anything that is not an IP address is refused too.
 */
export function isPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return refused.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  return !global.check(address, 'ipv6') || refused.check(address, 'ipv6');
}
