import type { Seal } from '#seal/seal.ts';
import { makeToken } from './tokens.ts';

/** The public addresses of one message. All first-party, all opaque. */
export interface MessageLinks {
  /** The open pixel. Never put into a sealed or P3 mail. */
  open: string;
  /** The way to the version's link of that index, recorded on the way. */
  click(index: number): string;
  /** Preference page; also takes the RFC 8058 one-click POST. */
  unsubscribe: string;
  portal: string;
}

export function linksOf(seal: Seal, publicUrl: string, message: { lane: number; id: string }): MessageLinks {
  const base = publicUrl.replace(/\/+$/, '');
  const { lane, id } = message;
  return {
    open: `${base}/t/o/${makeToken(seal, 'open', lane, id)}`,
    click: (index) => `${base}/t/c/${makeToken(seal, 'click', lane, id, String(index))}`,
    unsubscribe: `${base}/u/${makeToken(seal, 'unsubscribe', lane, id)}`,
    portal: `${base}/p/${makeToken(seal, 'portal', lane, id)}`,
  };
}
