import { describe, expect, it } from 'vitest';
import pino from 'pino';
import type { Line, Reach } from '#engine/dispatch/world.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import { sealNotice } from '#mail/method/notice.ts';
import { ownMail } from '#mail/compose/own-mail.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { handOver } from '#server/delivery/hand-over.ts';

const log = pino({ level: 'silent' });
const signer = { domain: 'lakeview.example', keys: await makeDkimKeys() };
const from = { fromName: 'Clinic', address: 'care@lakeview.example', domain: 'lakeview.example' };
const words = { subject: 'Your one-time code', text: 'A code', html: '<p>A code</p>' };
const made = () =>
  sealNotice(
    ownMail(from, 'ada@clearlake.example', words, { id: 'one', date: Date.now() }),
    { returnPath: 'b@lakeview.example', recipient: 'ada@clearlake.example' },
    signer,
  );

/** One hand-over over a line that answers so, and what it came to. */
async function over(answer: Awaited<ReturnType<Line<Sealed>['send']>>['kind'], suspectedMitm = false) {
  const seen = { sealed: 0, sent: 0, back: 0 };
  const line: Line<Sealed> = {
    send: () => {
      seen.sent++;
      const reply = { code: answer === 'accepted' ? 250 : 550, enhanced: null, queueId: null, text: '' };
      return Promise.resolve({ kind: answer, phase: 'rcpt', reply, transcript: '' } as never);
    },
    giveBack: () => seen.back++,
  };
  const reach: Reach<Sealed> = { kind: 'reached', line, assurance: 'T2', suspectedMitm, record: {} };
  const outcome = await handOver({ log }, { reach: () => Promise.resolve(reach) }, 'clearlake.example', {}, () => {
    seen.sealed++;
    return made();
  }).catch((error: unknown) => (error instanceof Error ? error.message : 'unknown'));
  return { outcome, ...seen };
}

describe('handing over a mail of our own', () => {
  it('makes nothing for a domain under suspicion, and gives the connection back', async () => {
    expect(await over('accepted', true)).toEqual({ outcome: false, sealed: 0, sent: 0, back: 1 });
  });

  it('makes nothing where there is no encryption, and fails for now where nobody answers', async () => {
    const told = (reach: Reach<Sealed>) =>
      handOver({ log }, { reach: () => Promise.resolve(reach) }, 'clearlake.example', {}, () =>
        Promise.reject(new Error('made')),
      );
    const bare = { kind: 'reached', line: null, assurance: 'T0', suspectedMitm: false, record: {} } as const;
    expect(await told(bare)).toBe(false);
    await expect(told({ kind: 'unreachable', reason: 'connect', record: {} })).rejects.toThrow('cannot be reached');
  });

  it('is done when it was taken, and when no answer came; a refusal is tried again', async () => {
    expect(await over('accepted')).toEqual({ outcome: true, sealed: 1, sent: 1, back: 1 });
    expect(await over('in-doubt')).toMatchObject({ outcome: true, back: 1 });
    expect(await over('rejected')).toMatchObject({ outcome: 'The mail was not accepted.', back: 1 });
  });
});
