import { type DnsRecord, senderRecords } from '#mail/sender-records.ts';
import type { Sender } from '#store/senders/list.ts';
import type { ServiceConfig } from '../services.ts';

/** The records to publish for a sender of this installation. */
export function recordsOf(sender: Pick<Sender, 'domain' | 'dkim'>, config: ServiceConfig): DnsRecord[] {
  return senderRecords(sender.domain, sender.dkim, new URL(config.publicUrl).hostname);
}
