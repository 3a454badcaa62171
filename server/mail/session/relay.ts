import type { SecureContext } from 'node:tls';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Reach } from '#engine/dispatch/world.ts';
import type { Sealed } from '../method/sealed.ts';
import type { Credentials } from './auth.ts';
import { type RelayProof, gateRelay, relayed } from './gate.ts';
import { type Measured, measure } from './measure.ts';
import { type Connection, Pool, type PoolLimits } from './pool.ts';
import { WireFailure } from './reply.ts';
import { type SendLimits, send } from './send.ts';
import type { MailOut } from './transport.ts';

export interface RelayOptions {
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS, and nothing without it. */
  implicit: boolean;
  credentials: Credentials | null;
  context: SecureContext;
  name: string;
  /** The operator says that it proves the last hop (audited). */
  declared(): Promise<boolean>;
  /** Keeps what the relay makes of every domain, for plans and forecasts. */
  remember(assurance: Assurance, details: Record<string, unknown>): Promise<void>;
  connectMs?: number;
  commandMs?: number;
  totalMs?: number;
  pool?: Partial<PoolLimits>;
  send?: Partial<SendLimits>;
}

/** After a failure the relay is not tried again for so long. */
const DOWN_MS = 10_000;
const REMEMBER_MS = 60_000;
const KEY = 'relay';
const REASONS: Partial<Record<WireFailure['kind'], string>> = { auth: 'relay-auth', busy: 'busy' };

/**
 * All mail by one relay of the operator's: over TLS, to a valid certificate, whatever happens. What the relay does next is
 * not seen from here, so without proof of the last hop nothing about a person goes by TLS alone.
 */
export class RelayTransport implements MailOut {
  readonly #options: RelayOptions;
  readonly #pool: Pool;
  #down: { until: number; reason: string } | null = null;
  #remembered: { at: number; assurance: Assurance } | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#pool = new Pool(options.pool);
  }

  async reach(): Promise<Reach<Sealed>> {
    const pooled = this.#pool.take(KEY);
    if (pooled) return this.#through({ ...pooled, record: { ...pooled.record, reused: true } });
    if (this.#down && this.#down.until > Date.now()) return this.#unreachable(this.#down.reason, { lately: true });
    const { host, port, implicit, credentials, context, name } = this.#options;
    const { connectMs = 20_000, commandMs = 60_000, totalMs = 120_000 } = this.#options;
    const times = { connectMs, commandMs, totalMs };
    let measured: Measured;
    try {
      // The operator named this host, so an address inside is as good as any: it is looked up as the system does.
      measured = await measure(host, { address: host }, { context, port, name, implicit, credentials, ...times });
    } catch (error) {
      if (!(error instanceof WireFailure)) throw error;
      return this.#failed(REASONS[error.kind] ?? 'connect', { failed: error.kind });
    }
    const { wire: _wire, offers, ...shown } = measured;
    const record = { ...shown, extensions: [...offers].sort() };
    return this.#through({ measured, record, openedAt: Date.now() });
  }

  stop(): void {
    this.#pool.stop();
  }

  async #through(connection: Connection): Promise<Reach<Sealed>> {
    const { measured, record } = connection;
    const proof: RelayProof = measured.offers.has('REQUIRETLS')
      ? 'requiretls'
      : (await this.#options.declared())
        ? 'declared'
        : null;
    const session = gateRelay(measured, proof);
    if (!session) {
      measured.wire?.quit();
      return this.#failed('relay-tls', record);
    }
    await this.#remember(relayed(proof), record);
    return {
      kind: 'reached',
      assurance: session.assurance,
      suspectedMitm: false,
      ...(proof === null ? { relayUnproven: true } : {}),
      record: { relay: true, proof, ...record },
      line: {
        send: async (message, beforeDot) => {
          const before = measured.wire?.used ?? 0;
          const result = await send(session, message, beforeDot, this.#options.send);
          if (result.kind === 'lost' && result.stale) this.#pool.ended(KEY, before);
          return result;
        },
        giveBack: () => this.#pool.giveBack(KEY, connection),
      },
    };
  }

  async #remember(assurance: Assurance, record: Record<string, unknown>): Promise<void> {
    const last = this.#remembered;
    if (last && last.assurance === assurance && Date.now() - last.at < REMEMBER_MS) return;
    this.#remembered = { at: Date.now(), assurance };
    await this.#options.remember(assurance, record);
  }

  #failed(reason: string, shown: Record<string, unknown>): Reach<Sealed> {
    this.#down = { until: Date.now() + DOWN_MS, reason };
    return this.#unreachable(reason, shown);
  }

  #unreachable(reason: string, shown: Record<string, unknown>): Reach<Sealed> {
    return { kind: 'unreachable', reason, record: { relay: true, host: this.#options.host, ...shown } };
  }
}
