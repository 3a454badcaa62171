/** The states of a message, in words. */
export const stateLooks: Readonly<Record<string, { label: string; color: string; help: string }>> = {
  queued: { label: 'Waiting', color: 'gray', help: 'In the outbox, not looked at yet.' },
  claimed: { label: 'Preparing', color: 'blue', help: 'A worker holds it.' },
  sealed: { label: 'Sending', color: 'blue', help: 'Sealed, its evidence stored, about to go out.' },
  dot: { label: 'Sending', color: 'blue', help: 'Handed over; waiting for the receiving server’s answer.' },
  sent: { label: 'Accepted', color: 'teal', help: 'The receiving server took it. That is not yet reading.' },
  deferred: { label: 'Will retry', color: 'yellow', help: 'Something was in the way; it is tried again by itself.' },
  bounced: {
    label: 'Bounced',
    color: 'red',
    help: 'It came back. What the server said, and whether the address is suppressed, stands below.',
  },
  dropped: { label: 'Dropped', color: 'gray', help: 'It might only go by TLS, and there was none good enough.' },
  held: { label: 'Held', color: 'orange', help: 'Nothing was sent. Someone has to look at why.' },
  failed: { label: 'Failed', color: 'red', help: 'Given up for good.' },
  in_doubt: {
    label: 'In doubt',
    color: 'grape',
    help: 'It went out and no answer came, so it may have arrived. It is never sent again by itself.',
  },
  refused: { label: 'Not sent', color: 'gray', help: 'A rule said no before anything was sent.' },
};

export { assuranceWords, methodNames } from '../ui/delivery-words.ts';
