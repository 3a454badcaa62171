import { type DnsRecord, senderRecords } from '#mail/sender-records.ts';
import type { Sender } from '#store/senders/list.ts';
import type { ServiceConfig } from '../services.ts';

/** The records to publish for a sender of this installation, and those that may go. */
export function recordsOf({ domain, keys }: Pick<Sender, 'domain' | 'keys'>, config: ServiceConfig): DnsRecord[] {
  return senderRecords(domain, keys, sendingHost(config));
}

/** Where mail leaves from: SENDING_HOST, else the public host. */
export function sendingHost({ publicUrl, sendingHost: given }: ServiceConfig): string {
  return given ?? new URL(publicUrl).hostname;
}
