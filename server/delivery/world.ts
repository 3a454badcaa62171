import type { DispatchWorld } from '#engine/dispatch/world.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import type { Rendered } from '#mail/render/render.ts';
import type { MailOut } from '#mail/session/transport.ts';
import type { Services } from '#api/services.ts';
import { now } from '#store/clock/now.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { claimMessages } from '#store/messages/claim.ts';
import { commitDot } from '#store/messages/commit-dot.ts';
import { renewLeases } from '#store/messages/lease.ts';
import { recoverMessages } from '#store/messages/recover.ts';
import { releaseMessages } from '#store/messages/release.ts';
import { markKeyUnusable } from '#store/recipient-keys/mark-unusable.ts';
import { commitBatch, putLetter } from './commit.ts';
import { finishBatch } from './finish.ts';
import { Holding } from './holding.ts';
import type { Letter } from './letter.ts';
import { prepareBatch } from './prepare.ts';
import { inDoubtRecord } from './records.ts';
import { renderFor, sealLetter } from './seal.ts';
import type { LimitsOf } from './limits.ts';
import type { WorkerLock } from './worker-lock.ts';

/** The dispatcher's ports over the stores and the mail. */
export function openDispatchWorld(
  services: Services,
  transport: MailOut,
  { worker, lock, limitsOf }: { worker: string; lock: WorkerLock; limitsOf?: LimitsOf },
): DispatchWorld<Letter, Sealed> {
  const { sql } = services.db;
  const rendered = new WeakMap<Sealed, Rendered>();
  const holding = new Holding();
  const hashOf = (domain: string) => services.seal.mac('destination', domain);
  return {
    log: services.log,
    hashOf,
    ...(limitsOf ? { limitsOf } : {}),
    now: () => now(sql),
    random: () => Math.random(),
    async claim(request) {
      const claimed = await claimMessages(sql, worker, request);
      holding.take(claimed);
      return claimed;
    },
    prepare: (batch) => prepareBatch(services, batch),
    release(batch) {
      // Whether or not it can be written: nobody works on them any more, so their leases may end.
      holding.drop(batch.map((one) => one.message));
      return releaseMessages(
        sql,
        worker,
        batch.map(({ message, domain }) => ({ message, destination: domain === null ? null : hashOf(domain) })),
      );
    },
    reach: (domain, wanted) => transport.reach(domain, wanted),
    async seal({ message, letter }, decision) {
      if (!letter) throw new Error('There is nothing to seal.');
      const made = await sealLetter(services, message, letter, decision);
      rendered.set(made.sealed, made.rendered);
      return made.sealed;
    },
    async dropKey({ message, facts }, fingerprint) {
      await markKeyUnusable(sql, { lane: message.lane, id: message.contactId }, fingerprint, 'sealing-failed');
      const keys = facts.keys.map((key) =>
        key.fingerprint === fingerprint ? { ...key, usable: false, problem: 'sealing-failed' } : key,
      );
      return { ...facts, keys };
    },
    commit: (batch) =>
      commitBatch(
        services,
        worker,
        batch.map((one) => ({ ...one, rendered: rendered.get(one.sealed)! })),
      ),
    dot: (batch) => commitDot(sql, worker, batch),
    async finish(batch) {
      await finishBatch(services, worker, batch);
      holding.drop(batch.map(({ prepared }) => prepared.message));
    },
    async putInPortal({ message, letter }) {
      if (!letter) return;
      await putLetter(services, sql, message.id, letter, renderFor(letter, { method: 'portal' }), await now(sql));
    },
    async renew() {
      await lock.ensure();
      await renewLeases(sql, worker, holding.all());
    },
    recover: () =>
      sql.begin(async (tx) => {
        const found = await recoverMessages(tx, worker);
        const inDoubt = found.filter((one) => one.inDoubt);
        await appendEvidence(
          tx,
          inDoubt.map((one) => inDoubtRecord(one, worker)),
        );
        return { requeued: found.length - inDoubt.length, inDoubt: inDoubt.length };
      }),
  };
}
