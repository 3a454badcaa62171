import type { Content } from './mime.ts';

/** A sender identity as far as the headers show it. */
interface From {
  fromName: string;
  address: string;
  domain: string;
}

/**
 * A mail of Stepwell's own (a code, a link, a notice) in fixed words: to an address without a name, nobody to answer and
 * nothing to unsubscribe from. `id` makes its Message-ID; `date` in epoch milliseconds.
 */
export function ownMail(
  from: From,
  to: string,
  words: Pick<Content, 'subject' | 'html' | 'text'>,
  { id, date }: { id: string; date: number },
): Content {
  return {
    from: { name: from.fromName, address: from.address },
    to: { name: '', address: to },
    replyTo: null,
    ...words,
    date,
    messageId: `<${id}@${from.domain}>`,
    unsubscribe: null,
  };
}
