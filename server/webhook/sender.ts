import { makeBell } from '#engine/bell.ts';
import { Destinations } from '#engine/dispatch/destinations.ts';
import { groupCommit } from '#engine/dispatch/group-commit.ts';
import { type AttemptResult, judgeAttempt } from '#core/webhook/retry.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { type ClaimedDelivery, claimWebhooks, releaseWebhooks } from '#store/webhooks/claim.ts';
import { type FinishedDelivery, finishWebhooks } from '#store/webhooks/finish.ts';
import { recoverWebhooks, renewWebhooks } from '#store/webhooks/recover.ts';
import { type OpenEndpoint, openEndpoints } from '#store/webhooks/secrets.ts';
import { deliveryBody } from './body.ts';
import type { Post } from './post.ts';
import { signedHeaders } from './sign.ts';

export interface SenderNeeds {
  sql: Sql;
  seal: Seal;
  /** Names this sender in its leases; a new one each time it starts. */
  worker: string;
  post: Post;
  /** Ids, codes and counts only. */
  log: { warn(fields: Record<string, unknown>, message: string): void };
}

export interface Sender {
  /** Looks for deliveries now rather than at the next second. */
  wake(): void;
  /** Claims nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const BATCH = 128;
const LIMITS = { parallel: 8, total: 32, waiting: 64 };
const IDLE_MS = 1_000;
const RENEW_MS = 10_000;
const RECOVER_MS = 5_000;
const AFTER_ERROR_MS = 2_000;

/**
 * Sends webhooks until stopped. Any number of these, in any processes, share one outbox; a slow endpoint holds up only
 * itself. A delivery whose sender dies is sent again, under the same id.
 */
export function startSender(needs: SenderNeeds): Sender {
  const { sql, seal, worker, post, log } = needs;
  const destinations = new Destinations(LIMITS);
  const stopping = new AbortController();
  const finish = groupCommit<FinishedDelivery, boolean>(async (rows) => {
    const written = await finishWebhooks(sql, worker, rows);
    return rows.map(({ delivery }) => written.has(delivery.id));
  }, BATCH);
  const bell = makeBell();

  const deliver = async (delivery: ClaimedDelivery, endpoint: OpenEndpoint | undefined): Promise<void> => {
    try {
      const result = await attempt({ seal, post }, delivery, endpoint);
      await finish({ delivery, result, verdict: judgeAttempt(result, delivery.attempt, Math.random()) });
    } catch (error) {
      // Its outcome could not be written. When the lease has ended it is sent again under the same id.
      log.warn({ delivery: delivery.id, ...nameOf(error) }, 'the outcome of a webhook was not written');
    }
  };

  const take = async (): Promise<number> => {
    const room = Math.min(BATCH, LIMITS.total + BATCH - destinations.held);
    const claimed = await claimWebhooks(sql, worker, { limit: room, busy: destinations.busy() });
    if (claimed.length === 0) return 0;
    const surplus: ClaimedDelivery[] = [];
    try {
      const endpoints = await openEndpoints(sql, seal, [...new Set(claimed.map((one) => one.endpoint))]);
      for (const one of claimed)
        if (!destinations.add(one.endpoint, () => deliver(one, endpoints.get(one.endpoint)))) surplus.push(one);
    } catch (error) {
      await releaseWebhooks(sql, worker, claimed);
      throw error;
    }
    await releaseWebhooks(sql, worker, surplus);
    return claimed.length - surplus.length;
  };

  const loop = async (): Promise<void> => {
    let recoverAt = 0;
    while (!stopping.signal.aborted) {
      let pause = 0;
      try {
        if (Date.now() >= recoverAt) {
          recoverAt = Date.now() + RECOVER_MS;
          const { requeued } = await recoverWebhooks(sql, worker);
          if (requeued > 0) log.warn({ requeued }, 'took webhooks over from a sender that is gone');
        }
        if (destinations.held < LIMITS.total + BATCH / 2) pause = (await take()) === 0 ? IDLE_MS : 0;
        else await destinations.room();
      } catch (error) {
        log.warn(nameOf(error), 'the webhooks cannot be read now');
        pause = AFTER_ERROR_MS;
      }
      if (pause > 0) await bell.wait(pause);
    }
    while (destinations.held > 0) await destinations.room();
  };

  const renewal = setInterval(() => {
    renewWebhooks(sql, worker).catch((error: unknown) => log.warn(nameOf(error), 'leases could not be renewed'));
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

/** One attempt, signed now. What cannot be opened is a fault of ours: tried again, and never sent in part. */
async function attempt(
  { seal, post }: Pick<SenderNeeds, 'seal' | 'post'>,
  delivery: ClaimedDelivery,
  endpoint: OpenEndpoint | undefined,
): Promise<AttemptResult> {
  if (!endpoint) return { kind: 'fault', problem: 'no_endpoint' };
  let body: string;
  try {
    body = deliveryBody(seal, delivery, endpoint.baa);
  } catch {
    return { kind: 'fault', problem: 'fault' };
  }
  return post(endpoint.url, signedHeaders(endpoint.secrets, { id: delivery.id, at: Date.now(), body }), body);
}

/** Never the message: a driver's can quote the row. */
function nameOf(error: unknown): { name: string; code: string | null } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { name: error instanceof Error ? error.name : 'unknown', code };
}
