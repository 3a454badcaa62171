import { ENVELOPE_FLOOR, reaches } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Measured } from './measure.ts';
import type { TlsDetails } from './tls-details.ts';
import type { Wire } from './wire.ts';

/**
 * A connection that was measured, on this very socket, and found encrypted. The class stays in this file: `gate` is
 * the only way to get one, and `send` takes nothing else.
 */
class Session {
  readonly #wire: Wire;
  readonly assurance: Assurance;
  readonly host: string;
  readonly address: string;
  readonly tls: TlsDetails;
  readonly offers: ReadonlySet<string>;
  /** Messages handed over on it so far. */
  used = 0;

  constructor(wire: Wire, measured: Measured, assurance: Assurance, tls: TlsDetails) {
    this.#wire = wire;
    this.assurance = assurance;
    this.host = measured.host;
    this.address = measured.address;
    this.tls = tls;
    this.offers = measured.offers;
  }

  get closed(): boolean {
    return this.#wire.closed;
  }

  close(): void {
    this.#wire.quit();
  }

  static wire(session: Session): Wire {
    return session.#wire;
  }
}

export type GatedSession = Session;

/** Only `send` may ask: the conversation behind a session. */
export const wireOf = (session: GatedSession): Wire => Session.wire(session);

/**
 * Lets an encrypted connection through, with the assurance it measured; `raisedTo` is T3 where the operator pinned
 * this host for the domain or its MTA-STS policy is enforced, and counts only on top of a valid certificate.
 * @returns null for a connection below T1. There is no setting that changes this.
 */
export function gate(measured: Measured, raisedTo: Extract<Assurance, 'T3'> | null): GatedSession | null {
  const { wire, tls } = measured;
  if (!wire || wire.closed || !tls || !reaches(measured.assurance, ENVELOPE_FLOOR)) return null;
  const assurance = measured.assurance === 'T2' && raisedTo ? raisedTo : measured.assurance;
  return new Session(wire, measured, assurance, tls);
}
