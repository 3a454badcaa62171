import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Addressed } from '#core/inbound/addressed.ts';
import { MOST_BYTES } from '#mail/inbound/parse.ts';
import type { Arrival } from '#store/inbound/keep.ts';
import { type InboundLimits, PeerCounts } from './limits.ts';

export interface InboundListener {
  host: string;
  port: number;
  /** Stops taking connections, lets those under way end, and closes. */
  stop(): Promise<void>;
}

export interface ListenerNeeds {
  host: string;
  /** 0: one of the system's choosing. */
  port: number;
  /** What we call ourselves. */
  name: string;
  tls: { key: string; cert: string };
  /** What a recipient is to us; `relay` when its domain is not ours, null when there is no such mailbox. */
  addressed: (recipient: string) => Promise<Addressed | 'relay' | null>;
  /** Stores a mail. Only when it has resolved is the peer told 250. */
  keep: (arrival: Arrival) => Promise<readonly string[]>;
  limits?: Partial<InboundLimits> | undefined;
  /** Codes and counts only. */
  log: { warn(fields: Record<string, unknown>, message: string): void };
}

const LIMITS: InboundLimits = {
  size: MOST_BYTES,
  inFlight: 96 << 20,
  connections: 200,
  connectionsPerPeer: 20,
  recipients: 10,
  mailsPerMinute: 600,
  lifeMs: 10 * 60_000,
  silenceMs: 60_000,
};
/** Of a mail to a forged address no more than this is kept: it is only looked at, never acted upon. */
const FORGED_BYTES = 64 << 10;
/** How far over the size a peer may go on before it is cut off: one that was not told gets its answer. */
const SLACK = 1 << 20;

/**
 * Takes mail for our own return and reply addresses, and none to pass on. STARTTLS is offered and not asked for: who returns
 * a bounce may know no better, and what is in it was decided when the message was sent.
 */
export async function startInboundListener(needs: ListenerNeeds): Promise<InboundListener> {
  const { addressed, keep, log } = needs;
  const limits = { ...LIMITS, ...needs.limits };
  const peers = new PeerCounts(limits);
  const counted = new Map<string, { peer: string; life: NodeJS.Timeout }>();
  const forged = new WeakMap<object, Set<string>>();
  let inFlight = 0;

  const connectionOf = (session: SMTPServerSession) =>
    [...server.connections].find((one) => one.session.id === session.id);
  const cutOff = (session: SMTPServerSession, code: number, text: string): void => {
    const connection = connectionOf(session);
    connection?.send(code, text, false);
    connection?.close();
  };

  const server = new SMTPServer({
    name: needs.name,
    banner: 'Stepwell returns',
    authOptional: true,
    disabledCommands: ['AUTH'],
    key: needs.tls.key,
    cert: needs.tls.cert,
    minVersion: 'TLSv1.2',
    // Its own would stand before ours: it knows one per reply code, whatever the reason.
    hideENHANCEDSTATUSCODES: true,
    hideSMTPUTF8: false,
    size: limits.size,
    maxClients: limits.connections,
    socketTimeout: limits.silenceMs,
    closeTimeout: 5_000,
    logger: false,
    disableReverseLookup: true,
    onConnect(session, callback) {
      const peer = session.remoteAddress;
      if (!peers.open(peer)) return callback(reply(421, '4.7.0 too many connections from you'));
      const life = setTimeout(() => cutOff(session, 421, '4.4.2 this has taken long enough'), limits.lifeMs);
      life.unref();
      counted.set(session.id, { peer, life });
      callback();
    },
    onClose(session) {
      const entry = counted.get(session.id);
      if (!entry) return;
      counted.delete(session.id);
      clearTimeout(entry.life);
      peers.close(entry.peer);
    },
    onMailFrom(_address, session, callback) {
      callback(peers.mail(session.remoteAddress) ? null : reply(451, '4.7.1 too many mails from you, try later'));
    },
    onRcptTo({ address }, session, callback) {
      const answer = async () => {
        const refused = await refusal(address, session);
        callback(refused);
      };
      void answer();
    },
    onData(stream, session, callback) {
      const answer = async () => {
        const said = await take(stream, session);
        if (typeof said === 'string') callback(null, said);
        else callback(said);
      };
      void answer();
    },
  });

  async function refusal(address: string, session: SMTPServerSession): Promise<Error | null> {
    if (session.envelope.rcptTo.length >= limits.recipients) return reply(452, '4.5.3 too many recipients');
    try {
      const found = await addressed(address);
      if (found === 'relay') return reply(550, '5.7.1 relaying denied');
      if (found === null) return reply(550, '5.1.1 no such mailbox');
      const key = session.envelope;
      if (found.kind === 'forged') forged.set(key, (forged.get(key) ?? new Set()).add(address));
      return null;
    } catch {
      return reply(451, '4.3.0 cannot look that up now');
    }
  }

  /** The reply text, or the refusal. What is over a limit is dropped as it comes, not gathered first. */
  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string | Error> {
    const chunks: Buffer[] = [];
    let size = 0;
    let held = 0;
    let busy = false;
    try {
      for await (const chunk of stream) {
        const bytes = Buffer.from(chunk as Buffer);
        size += bytes.length;
        if (size > limits.size + SLACK) {
          cutOff(session, 552, '5.3.4 too large');
          return reply(552, '5.3.4 too large');
        }
        busy ||= inFlight + bytes.length > limits.inFlight;
        if (size > limits.size || busy) {
          chunks.length = 0;
          continue;
        }
        inFlight += bytes.length;
        held += bytes.length;
        chunks.push(bytes);
      }
      if (size > limits.size) return reply(552, '5.3.4 too large');
      if (busy) return reply(452, '4.3.1 too much at once, try later');
      const ids = await keepAll(Buffer.concat(chunks), session);
      return `2.0.0 kept as ${ids[0] ?? 'nothing'}`;
    } catch (error) {
      log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'an inbound mail could not be stored');
      return reply(451, '4.3.0 cannot keep it now');
    } finally {
      inFlight -= held;
    }
  }

  async function keepAll(bytes: Buffer, session: SMTPServerSession): Promise<readonly string[]> {
    const { mailFrom, rcptTo } = session.envelope;
    const told = {
      from: mailFrom ? mailFrom.address : '',
      peer: session.remoteAddress,
      helo: session.hostNameAppearsAs || '',
      tls: tlsOf(session),
    };
    const all = rcptTo.map(({ address }) => address);
    const lies = forged.get(session.envelope) ?? new Set<string>();
    const honest = all.filter((one) => !lies.has(one));
    const ids = honest.length > 0 ? await keep({ ...told, recipients: honest, bytes }) : [];
    if (lies.size === 0) return ids;
    const kept = await keep({ ...told, recipients: [...lies], bytes: bytes.subarray(0, FORGED_BYTES) });
    return [...ids, ...kept];
  }

  server.on('error', () => {
    // A peer that hangs up or fails the handshake is that connection's affair.
  });
  await new Promise<void>((done, fail) => {
    server.server.once('error', fail);
    server.listen(needs.port, needs.host, () => {
      server.server.off('error', fail);
      done();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    host: needs.host,
    port,
    stop: () =>
      new Promise((done) => {
        for (const { life } of counted.values()) clearTimeout(life);
        server.close(done);
      }),
  };
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function tlsOf(session: SMTPServerSession): Arrival['tls'] {
  const options = session.tlsOptions;
  if (!session.secure || !options) return null;
  return { protocol: options.version, cipher: options.standardName ?? options.name };
}
