import { Failure } from '#core/failure.ts';
import { isPrivateAddress } from '#mail/probe/private-address.ts';
import type { ServiceConfig } from '../services.ts';

/**
 * Refuses a URL that would never be sent to, when it is typed and not when a contact waits for it. What its name
 * resolves to is asked at each sending.
 * @throws Failure INVALID_INPUT naming `url`.
 */
export function checkWebhookUrl(url: string, { allowPrivateNetworks = false }: ServiceConfig): void {
  if (allowPrivateNetworks) return;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:') throw refused('A webhook endpoint must begin with https://.');
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  const literal = host.includes(':') || /^[\d.]+$/.test(host);
  if ((literal && isPrivateAddress(host)) || host === 'localhost' || host.endsWith('.localhost'))
    throw refused('A webhook endpoint must not be inside this network.');
}

function refused(sentence: string): Failure {
  return new Failure('INVALID_INPUT', { issues: [{ path: 'url', code: 'custom', message: sentence }] }, sentence);
}
