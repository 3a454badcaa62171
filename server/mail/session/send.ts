import { reaches } from '#core/delivery/assurance.ts';
import type { SendPhase, SendReply, SendResult } from '#engine/dispatch/world.ts';
import { Sealed } from '../method/sealed.ts';
import { type GatedSession, wireOf } from './gate.ts';
import { type Reply, WireFailure } from './reply.ts';
import type { Wire } from './wire.ts';

/** How long each part may take, milliseconds: of a reply until its last line, however slowly it comes. */
export interface SendLimits {
  commandMs: number;
  bodyMs: number;
  /** RFC 5321 asks for ten minutes; the lease is renewed all the while. */
  finalMs: number;
}

const LIMITS: SendLimits = { commandMs: 60_000, bodyMs: 180_000, finalMs: 600_000 };
const DOT = Buffer.from('.\r\n');
const LINE_END = Buffer.from('\r\n');

/**
 * Hands one sealed message over. `beforeDot` must commit that the dot is about to go out; when it throws, the
 * connection is cut, and a server that has not seen the dot throws away what it got.
 * @throws Error when the session proved less than the message needs: a bug, and nothing was sent.
 */
export async function send(
  session: GatedSession,
  message: Sealed,
  beforeDot: () => Promise<void>,
  limits: Partial<SendLimits> = {},
): Promise<SendResult> {
  if (!Sealed.isSealed(message) || !reaches(session.assurance, message.floor)) {
    throw new Error(`A message that needs ${message.floor} met a session of ${session.assurance}.`);
  }
  const { commandMs, bodyMs, finalMs } = { ...LIMITS, ...limits };
  const wire = wireOf(session);
  // A connection that waited for work may have been ended meanwhile: then another one will do, at once.
  const stale = wire.used > 0;
  const requireTls = session.requiresTls && reaches(message.floor, 'T2');
  const asked = requireTls ? ({ requireTls } as const) : {};
  const lost = (phase: SendPhase): SendResult => ({
    kind: 'lost',
    phase,
    transcript: wire.transcript(),
    ...(stale && phase === 'mail' ? { stale } : {}),
  });
  let phase: SendPhase = 'mail';
  try {
    if (wire.leftOver) throw new WireFailure('protocol');
    for await (const [next, reply] of greet(wire, envelopeOf(session, message, requireTls), session, commandMs)) {
      phase = next;
      if (reply.code !== GO_ON[next] && !(next === 'rcpt' && reply.code === 251))
        return await refused(wire, phase, reply, { stale, commandMs });
    }
    await wire.write(stuffed(message.bytes), bodyMs);
  } catch (error) {
    wire.destroy();
    if (!(error instanceof WireFailure)) throw error;
    return lost(phase);
  }
  try {
    await beforeDot();
  } catch (error) {
    wire.destroy();
    throw error;
  }
  if (wire.closed) return lost('data');
  try {
    const written = wire.write(DOT, commandMs);
    const [reply] = await Promise.all([wire.reply(finalMs), written]);
    wire.used++;
    const ended = { reply: safe(reply), transcript: wire.transcript(), ...asked };
    if (reply.code >= 200 && reply.code < 300) return { kind: 'accepted', ...ended };
    return { kind: 'rejected', phase: 'dot', ...ended };
  } catch {
    wire.destroy();
    return { kind: 'in-doubt', transcript: wire.transcript() };
  }
}

type Greeting = 'mail' | 'rcpt' | 'data';
const GO_ON: Record<Greeting, number> = { mail: 250, rcpt: 250, data: 354 };

function envelopeOf(session: GatedSession, message: Sealed, requireTls: boolean): Record<Greeting, string> {
  const { returnPath, recipient } = message.envelope;
  // RET=HDRS: a bounce must not carry the content back.
  const dsn = session.offers.has('DSN') ? ' RET=HDRS' : '';
  const size = session.offers.has('SIZE') ? ` SIZE=${message.bytes.length}` : '';
  // RFC 8689: whoever hands it on must prove its next host as well, or send it back.
  const onward = requireTls ? ' REQUIRETLS' : '';
  return { mail: `MAIL FROM:<${returnPath}>${size}${dsn}${onward}`, rcpt: `RCPT TO:<${recipient}>`, data: 'DATA' };
}

/** The three commands before the body, in one packet where the server takes that (RFC 2920), else one by one. */
async function* greet(
  wire: Wire,
  commands: Record<Greeting, string>,
  { offers }: GatedSession,
  commandMs: number,
): AsyncGenerator<[Greeting, Reply]> {
  const phases = ['mail', 'rcpt', 'data'] as const;
  if (!offers.has('PIPELINING')) {
    for (const phase of phases) yield [phase, await wire.command(commands[phase], commandMs)];
    return;
  }
  wire.say(phases.map((phase) => commands[phase]));
  const replies: [Greeting, Reply][] = [];
  for (const phase of phases) {
    const reply = await wire.reply(commandMs);
    replies.push([phase, reply]);
    // It is closing, and answers nothing more.
    if (reply.code === 421) break;
  }
  const [first] = replies.filter(([phase, { code }]) => phase !== 'data' && code !== 250 && code !== 251);
  // It refused sender or recipient, and waits for a body all the same: ending it properly would take a dot.
  if (first && replies.at(-1)![1].code === 354) wire.destroy();
  yield* replies;
}

/** Clears the transaction so that the connection can be used again. */
async function refused(
  wire: Wire,
  phase: SendPhase,
  reply: Reply,
  { stale, commandMs }: { stale: boolean; commandMs: number },
): Promise<SendResult> {
  if (reply.code === 421) wire.quit();
  else if (!wire.closed) await wire.command('RSET', commandMs).catch(() => wire.destroy());
  const transcript = wire.transcript();
  if (reply.code === 421 && phase === 'mail' && stale) return { kind: 'lost', phase, transcript, stale };
  wire.used++;
  return { kind: 'rejected', phase, reply: safe(reply), transcript };
}

function safe(reply: Reply): SendReply {
  const queueId = /\b(?:queued as|id=?|queued)\s+<?([A-Za-z0-9._-]{4,64})\b/i.exec(reply.text)?.[1] ?? null;
  return { code: reply.code, enhanced: reply.enhanced, queueId: queueId?.includes('@') ? null : queueId };
}

/** Lines that begin with a dot get another (RFC 5321 4.5.2); the message ends with a line end. */
export function stuffed(message: Buffer): Buffer {
  const parts: Buffer[] = message[0] === 0x2e ? [DOT.subarray(0, 1)] : [];
  let from = 0;
  for (let at = message.indexOf('\r\n.'); at >= 0; at = message.indexOf('\r\n.', at + 2)) {
    parts.push(message.subarray(from, at + 3), DOT.subarray(0, 1));
    from = at + 3;
  }
  const ended = message.subarray(-2).equals(LINE_END);
  if (parts.length === 0 && ended) return message;
  parts.push(message.subarray(from));
  if (!ended) parts.push(LINE_END);
  return Buffer.concat(parts);
}
