import { makeBell } from '#engine/bell.ts';
import type { Addressed } from '#core/inbound/addressed.ts';
import type { Services } from '#api/services.ts';
import { readMessageAddress } from '#mail/compose/return-path.ts';
import type { InboundReader } from '#mail/inbound/reader.ts';
import { type ClaimedMail, claimInbound, releaseInbound, renewInbound } from '#store/inbound/claim.ts';
import { findByHeader } from '#store/inbound/reported.ts';
import { settleInbound } from '#store/inbound/settle.ts';
import { isAway } from '#store/is-away.ts';
import { type ReadArrival, actOn } from './act.ts';
import { tokenOf } from './address.ts';

export interface ReadLoop {
  wake(): void;
  /** Takes nothing more up and waits for what is being read. */
  stop(): Promise<void>;
}

const BATCH = 50;
const IDLE_MS = 2_000;
const RENEW_MS = 15_000;
const AFTER_ERROR_MS = 2_000;
const LATER_SECONDS = 5;
/** A mail that brought its reader down, or could not be written, so often is kept instead. */
const MOST_ATTEMPTS = 4;

/**
 * Reads what the listener stored and acts upon it, until stopped. Any number of these share one table; a mail is read by one
 * at a time, and what a dead one held is taken over when its lease ends.
 */
export function startReadLoop(
  services: Services,
  reader: InboundReader,
  { worker, onSigned }: { worker: string; onSigned?: SignedReplyHook | undefined },
): ReadLoop {
  const { sql } = services.db;
  const stopping = new AbortController();
  const bell = makeBell();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let pause = IDLE_MS;
      try {
        if ((await readBatch(services, reader, worker, onSigned)) > 0) pause = 0;
      } catch (error) {
        services.log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'inbound mail cannot be read now');
        pause = AFTER_ERROR_MS;
      }
      if (pause > 0) await bell.wait(pause);
    }
  };
  const renewal = setInterval(() => {
    renewInbound(sql, worker).catch(() => services.log.warn({ worker }, 'leases could not be renewed'));
  }, RENEW_MS);
  const running = loop();
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping.abort();
      bell.silence();
      await running;
      clearInterval(renewal);
    },
  };
}

/**
 * Called for a signed reply whose sender was proven, once it was acted upon: what verifies signatures may learn the
 * recipient's certificate or key from it. It must not throw, and nothing waits for what it finds.
 */
export type SignedReplyHook = (reply: {
  /** The message answered. */
  lane: number;
  messageId: string;
  /** The proven From. */
  from: string;
  format: 'smime' | 'pgp';
  raw: Uint8Array;
}) => Promise<void>;

/** Reads one batch. @returns how many were taken up */
export async function readBatch(
  services: Services,
  reader: InboundReader,
  worker: string,
  onSigned?: SignedReplyHook,
): Promise<number> {
  const { sql } = services.db;
  const { mails, broken } = await claimInbound({ sql, seal: services.seal }, worker, BATCH);
  const unreadable = { messageId: null, finding: null, problem: 'unreadable' } as const;
  await settleInbound(
    sql,
    worker,
    broken.map(({ id, attempt }) => ({ id, attempt, ...unreadable })),
  );
  const arrivals: ReadArrival[] = [];
  for (const one of mails) {
    const arrival = await readOne(services, reader, worker, one);
    if (arrival) arrivals.push(arrival);
  }
  await act(services, worker, arrivals);
  if (onSigned) for (const one of arrivals) await harvest(one, onSigned);
  return mails.length + broken.length;
}

async function readOne(
  services: Services,
  reader: InboundReader,
  worker: string,
  claimed: ClaimedMail,
): Promise<ReadArrival | null> {
  const { id, attempt, envelope, bytes } = claimed;
  const keep = async (problem: 'unreadable' | 'too-slow' | 'too-large' | 'too-deep') => {
    await settleInbound(services.db.sql, worker, [{ id, attempt, messageId: null, finding: null, problem }]);
    return null;
  };
  if (attempt > MOST_ATTEMPTS) return keep('unreadable');
  const outcome = await reader.read(bytes, { ip: envelope.peer, helo: envelope.helo, sender: envelope.from });
  if ('problem' in outcome) return keep(outcome.problem);
  const { mail } = outcome;
  const to = tokenOf(services.seal, envelope.to) ?? { kind: 'common' };
  return { claimed, mail, to, about: await aboutWhat(services, to, mail) };
}

/** The message a mail proves: by the address it came to, by one it encloses, or, of a proven sender, by what it answers. */
async function aboutWhat(
  { seal, db }: Services,
  to: Addressed,
  mail: ReadArrival['mail'],
): Promise<ReadArrival['about']> {
  if (to.kind === 'forged') return null;
  if (to.kind !== 'common') return { lane: to.lane, messageId: to.messageId };
  for (const address of mail.named) {
    const made = readMessageAddress(seal, address);
    if (made && made !== 'forged') return { lane: made.lane, messageId: made.messageId };
  }
  return mail.kind.kind === 'reply' && mail.authenticity?.proven ? findByHeader(db.sql, mail.answers) : null;
}

/** All in one transaction; when that is refused, one by one, so that one mail does not hold up the others. */
async function act(services: Services, worker: string, arrivals: readonly ReadArrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  const { sql } = services.db;
  const postpone = (mails: readonly ReadArrival[]) =>
    releaseInbound(
      sql,
      worker,
      mails.map(({ claimed }) => claimed),
      { inSeconds: LATER_SECONDS, uncounted: true },
    );
  try {
    await postpone(await actOn(services, worker, arrivals));
    return;
  } catch (error) {
    if (isAway(error)) throw error;
    services.log.warn({ mails: arrivals.length }, 'a batch of inbound mail was refused; each is tried by itself');
  }
  for (const one of arrivals) {
    try {
      await postpone(await actOn(services, worker, [one]));
    } catch (error) {
      if (isAway(error)) throw error;
      const { id, attempt } = one.claimed;
      services.log.error({ inbound: id, attempt }, 'what an inbound mail means could not be written');
      if (attempt >= MOST_ATTEMPTS)
        await settleInbound(sql, worker, [{ id, attempt, messageId: null, finding: null, problem: 'refused' }]);
      else await releaseInbound(sql, worker, [one.claimed], { inSeconds: LATER_SECONDS, uncounted: false });
    }
  }
}

async function harvest({ claimed, mail, about }: ReadArrival, onSigned: SignedReplyHook): Promise<void> {
  const from = mail.authenticity?.proven;
  if (!mail.signed || !from || !about) return;
  await onSigned({ ...about, from, format: mail.signed, raw: claimed.bytes });
}
