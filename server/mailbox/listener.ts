import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Identity } from './certificate.ts';
import type { DemoDomain } from './domains.ts';

export interface Received {
  domain: string;
  /** Envelope sender. */
  from: string;
  recipients: string[];
  bytes: Buffer;
  tls: { protocol: string; cipher: string } | null;
}

export interface Listener {
  port: number;
  stop(): Promise<void>;
}

const MAX_BYTES = 30 * 1024 * 1024;

/** A real SMTP server for one demo domain, on loopback. `keep` must have stored the mail before it resolves. */
export async function startListener(
  domain: DemoDomain,
  identity: Identity | null,
  keep: (mail: Received) => Promise<string>,
): Promise<Listener> {
  const server = new SMTPServer({
    name: domain.host,
    banner: 'Stepwell demo mailbox',
    authOptional: true,
    disabledCommands: identity ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    hideSTARTTLS: !identity,
    // Its own would stand before ours: it knows one per reply code, whatever the reason.
    hideENHANCEDSTATUSCODES: true,
    size: MAX_BYTES,
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    ...(identity ? { key: identity.privateKey, cert: identity.certificate, minVersion: 'TLSv1.2' } : {}),
    onRcptTo(address, _session, callback) {
      callback(refusal(domain, address.address));
    },
    onData(stream, session, callback) {
      const answer = async () => {
        const said = await take(domain, stream, session, keep);
        if (typeof said === 'string') callback(null, said);
        else callback(said);
      };
      void answer();
    },
  });
  server.on('error', () => {
    // A peer that hangs up or fails the handshake is that connection's affair.
  });
  await new Promise<void>((done, fail) => {
    server.server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, stop: () => new Promise((done) => server.close(done)) };
}

/** Keeps what comes in; the reply text, or the refusal. */
async function take(
  domain: DemoDomain,
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  keep: (mail: Received) => Promise<string>,
): Promise<string | Error> {
  try {
    const bytes = await receive(stream);
    if (stream.sizeExceeded) return reply(552, '5.3.4 too large');
    const id = await keep({
      domain: domain.domain,
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      recipients: recipientsOf(session),
      bytes,
      tls: tlsOf(session),
    });
    return `2.0.0 queued as ${id}`;
  } catch {
    return reply(451, '4.3.0 cannot keep it now');
  }
}

/** A demo mailbox takes anyone at its domain but these, so that bounces can be seen too. */
function refusal(domain: DemoDomain, address: string): Error | null {
  const [local = '', host = ''] = address.toLowerCase().split('@');
  if (host !== domain.domain) return reply(550, '5.1.2 not one of our domains');
  if (local.startsWith('no-such-')) return reply(550, '5.1.1 no such mailbox');
  if (local.startsWith('full-')) return reply(552, '5.2.2 mailbox full');
  if (local.startsWith('blocked-')) return reply(550, '5.7.1 refused by policy');
  return null;
}

function reply(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function recipientsOf(session: SMTPServerSession): string[] {
  return session.envelope.rcptTo.map((one) => one.address);
}

function tlsOf(session: SMTPServerSession): Received['tls'] {
  const options = session.tlsOptions;
  if (!session.secure || !options) return null;
  return { protocol: options.version, cipher: options.standardName ?? options.name };
}

async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks);
}
