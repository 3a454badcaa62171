import { reaches } from '#core/delivery/assurance.ts';
import type { SendPhase, SendReply, SendResult } from '#engine/dispatch/world.ts';
import { Sealed } from '../method/sealed.ts';
import { type GatedSession, wireOf } from './gate.ts';
import { type Reply, WireFailure } from './reply.ts';

const COMMAND_MS = 60_000;
const BODY_MS = 180_000;
/** RFC 5321 asks for ten minutes; the lease is renewed all the while. */
const FINAL_MS = 600_000;
const DOT = Buffer.from('.\r\n');

/**
 * Hands one sealed message over. `beforeDot` must commit that the dot is about to go out; when it throws, the
 * connection is cut, and a server that has not seen the dot throws away what it got.
 * @throws Error when the session proved less than the message needs: a bug, and nothing was sent.
 */
export async function send(
  session: GatedSession,
  message: Sealed,
  beforeDot: () => Promise<void>,
): Promise<SendResult> {
  if (!Sealed.isSealed(message) || !reaches(session.assurance, message.floor)) {
    throw new Error(`A message that needs ${message.floor} met a session of ${session.assurance}.`);
  }
  const wire = wireOf(session);
  let phase: SendPhase = 'mail';
  try {
    const { returnPath, recipient } = message.envelope;
    // RET=HDRS: a bounce must not carry the content back.
    const dsn = session.offers.has('DSN') ? ' RET=HDRS' : '';
    const size = session.offers.has('SIZE') ? ` SIZE=${message.bytes.length}` : '';
    const from = await wire.command(`MAIL FROM:<${returnPath}>${size}${dsn}`, COMMAND_MS);
    if (from.code !== 250) return await refused(session, phase, from);
    phase = 'rcpt';
    const to = await wire.command(`RCPT TO:<${recipient}>`, COMMAND_MS);
    if (to.code !== 250 && to.code !== 251) return await refused(session, phase, to);
    phase = 'data';
    const go = await wire.command('DATA', COMMAND_MS);
    if (go.code !== 354) return await refused(session, phase, go);
    await wire.write(stuffed(message.bytes), BODY_MS);
  } catch (error) {
    wire.destroy();
    if (!(error instanceof WireFailure)) throw error;
    return { kind: 'lost', phase, transcript: wire.transcript() };
  }
  try {
    await beforeDot();
  } catch (error) {
    wire.destroy();
    throw error;
  }
  if (wire.closed) return { kind: 'lost', phase: 'data', transcript: wire.transcript() };
  try {
    const written = wire.write(DOT, COMMAND_MS);
    const [reply] = await Promise.all([wire.reply(FINAL_MS), written]);
    session.used++;
    const ended = { reply: safe(reply), transcript: wire.transcript() };
    if (reply.code >= 200 && reply.code < 300) return { kind: 'accepted', ...ended };
    return { kind: 'rejected', phase: 'dot', ...ended };
  } catch {
    wire.destroy();
    return { kind: 'in-doubt', transcript: wire.transcript() };
  }
}

/** Clears the transaction so that the connection can be used again. */
async function refused(session: GatedSession, phase: SendPhase, reply: Reply): Promise<SendResult> {
  const wire = wireOf(session);
  session.used++;
  if (reply.code === 421) wire.quit();
  else await wire.command('RSET', COMMAND_MS).catch(() => wire.destroy());
  return { kind: 'rejected', phase, reply: safe(reply), transcript: wire.transcript() };
}

function safe(reply: Reply): SendReply {
  const queueId = /\b(?:queued as|id=?|queued)\s+<?([A-Za-z0-9._-]{4,64})\b/i.exec(reply.text)?.[1] ?? null;
  return { code: reply.code, enhanced: reply.enhanced, queueId: queueId?.includes('@') ? null : queueId };
}

/** Lines that begin with a dot get another (RFC 5321 4.5.2); the message ends with a line end. */
export function stuffed(message: Buffer): Buffer {
  const ended = message.subarray(-2).equals(Buffer.from('\r\n'))
    ? message
    : Buffer.concat([message, Buffer.from('\r\n')]);
  const text = ended.toString('latin1');
  if (!text.startsWith('.') && !text.includes('\r\n.')) return ended;
  return Buffer.from(text.replaceAll('\r\n.', '\r\n..').replace(/^\./, '..'), 'latin1');
}
