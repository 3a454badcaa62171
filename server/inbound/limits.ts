/** What one peer, and all together, may ask of the listener. */
export interface InboundLimits {
  /** Bytes of one mail. */
  size: number;
  /** Bytes of all mails being taken at a moment. */
  inFlight: number;
  connections: number;
  connectionsPerPeer: number;
  recipients: number;
  /** Mails of one peer in a minute. */
  mailsPerMinute: number;
  /** How long a connection may last, however busy it is. */
  lifeMs: number;
  /** How long it may say nothing. */
  silenceMs: number;
}

const MINUTE = 60_000;
/** Peers remembered at once; more, and the oldest is forgotten. */
const MOST_PEERS = 10_000;

/** Counts what peers do. Times are this process's: no one else is told. */
export class PeerCounts {
  #peers = new Map<string, { open: number; since: number; mails: number }>();
  readonly #limits: Pick<InboundLimits, 'connectionsPerPeer' | 'mailsPerMinute'>;
  readonly #clock: () => number;

  constructor(limits: Pick<InboundLimits, 'connectionsPerPeer' | 'mailsPerMinute'>, clock: () => number = Date.now) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** A connection; false when the peer has too many already. */
  open(peer: string): boolean {
    const counts = this.#of(peer);
    if (counts.open >= this.#limits.connectionsPerPeer) return false;
    counts.open++;
    return true;
  }

  close(peer: string): void {
    const counts = this.#peers.get(peer);
    if (counts) counts.open = Math.max(0, counts.open - 1);
  }

  /** A mail begins; false when the peer sent too many within the last minute. */
  mail(peer: string): boolean {
    const counts = this.#of(peer);
    if (this.#clock() - counts.since > MINUTE) Object.assign(counts, { since: this.#clock(), mails: 0 });
    return ++counts.mails <= this.#limits.mailsPerMinute;
  }

  #of(peer: string) {
    let counts = this.#peers.get(peer);
    if (!counts) {
      if (this.#peers.size >= MOST_PEERS) this.#forget();
      this.#peers.set(peer, (counts = { open: 0, since: this.#clock(), mails: 0 }));
    }
    return counts;
  }

  /** The one known longest that has nothing open. */
  #forget(): void {
    for (const [peer, { open }] of this.#peers) {
      if (open > 0) continue;
      this.#peers.delete(peer);
      return;
    }
  }
}
