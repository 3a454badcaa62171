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
  /** The server can be asked to hand mail on over proven connections only; it may be, where it is proven itself (RFC 8689 4.2). */
  readonly requiresTls: boolean;
  constructor(wire: Wire, measured: Measured, assurance: Assurance, tls: TlsDetails) {
    this.#wire = wire;
    this.assurance = assurance;
    this.host = measured.host;
    this.address = measured.address;
    this.tls = tls;
    this.offers = measured.offers;
    this.requiresTls = measured.offers.has('REQUIRETLS') && reaches(assurance, 'T3');
  }

  get closed(): boolean {
    return this.#wire.closed;
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
 * this domain or its MTA-STS policy is enforced, and counts only on top of a valid certificate. The same connection may be
 * gated again for another domain whose mail it takes: what was measured stays, what raises it is that domain's own.
 * @returns null for a connection below T1. There is no setting that changes this.
 */
export function gate(measured: Measured, raisedTo: Extract<Assurance, 'T3'> | null): GatedSession | null {
  const { wire, tls } = measured;
  if (!wire || wire.closed || !tls || !reaches(measured.assurance, ENVELOPE_FLOOR)) return null;
  return new Session(wire, measured, raised(measured, raisedTo), tls);
}

/** How a relay is known to prove the last hop: by REQUIRETLS, or because the operator says so (audited). */
export type RelayProof = 'requiretls' | 'declared' | null;

/**
 * Lets the connection to our own relay through. Its certificate must be valid; and since what it does next is not seen here,
 * the session counts as no more than T1 unless the relay proves the last hop: T3 by REQUIRETLS, T2 by declaration.
 */
export function gateRelay(measured: Measured, proof: RelayProof): GatedSession | null {
  const { wire, tls } = measured;
  if (!wire || wire.closed || !tls || !reaches(measured.assurance, 'T2')) return null;
  return new Session(wire, measured, relayed(proof), tls);
}

export function relayed(proof: RelayProof): Assurance {
  if (proof === null) return 'T1';
  return proof === 'declared' ? 'T2' : 'T3';
}

/** What `gate` would find, without a session: to compare hosts by. */
export function raised(
  { assurance }: Pick<Measured, 'assurance'>,
  raisedTo: Extract<Assurance, 'T3'> | null,
): Assurance {
  return assurance === 'T2' && raisedTo ? raisedTo : assurance;
}
