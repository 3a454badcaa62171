import { setTimeout as sleep } from 'node:timers/promises';
import type { Services } from '#api/services.ts';
import { runUntil } from '#engine/run-until.ts';
import { openTransport, startDelivery } from '#server/delivery/start.ts';
import { startMailbox } from '#server/mailbox/mailbox.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { appendAudit } from '#store/audit/append.ts';
import { setClockOffset } from '#store/clock/set-offset.ts';
import { findJourney } from '#store/journeys/find.ts';
import { countStart, createStart } from '#store/starts/create.ts';
import { runStart } from '#store/starts/run.ts';
import { sendCampaign } from './campaign.ts';
import { type SeededContact, seedList } from './contacts.ts';
import { type Recipients, openRecipients } from './recipients.ts';

const DAY = 86_400_000;
const JOURNEY = 'Appointment follow-up';
const LIST = 'Recent visits';
/** The journey has been live for this long; who was seen less than that ago was let in later. */
const BEGAN = 16 * DAY;
const SECOND_WAVE = 3 * DAY;
/** Most real time the outbox may take to empty. */
const PATIENCE_MS = 180_000;

/**
 * Lives through the last weeks of the appointment follow-up on the demo clock: the real walk, the real dispatcher over
 * SMTP to the local mailbox, recipients who read or do not. Ends at today, the clock back at its place. Killed on the
 * way, it goes on from the moment the demo clock stands at.
 */
export async function liveHistory(
  services: Services,
  { people, today, signal }: { people: readonly SeededContact[]; today: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const { sql } = services.db;
  const end = await databaseNow(services);
  if (!(await underWay(services))) await setClockOffset(sql, -BEGAN);
  const begin = await services.now();
  const mailbox = await startMailbox({ services });
  const transport = openTransport(services, {
    resolver: mailbox.resolver,
    port: 25,
    caCertificates: mailbox.caCertificates,
    allowPrivateNetworks: true,
  });
  const delivery = await startDelivery(services, transport);
  const recipients = await openRecipients(services, begin);
  try {
    const visitors = new Map(
      people.flatMap((one) => {
        const visited = one.attributes['last_appointment'];
        return typeof visited === 'string' ? [[one, Date.parse(today) - Date.parse(visited)] as const] : [];
      }),
    );
    const seenWithin = (from: number, to: number) =>
      [...visitors].flatMap(([one, ago]) => (ago >= from && ago < to ? [one] : []));
    await letIn(services, seenWithin(BEGAN + DAY, 46 * DAY));
    await live(services, recipients, end - SECOND_WAVE, signal);
    await letIn(services, seenWithin(SECOND_WAVE + DAY, 46 * DAY));
    await sendCampaign(services);
    await live(services, recipients, end, signal);
  } finally {
    await delivery.stop();
    transport.stop();
    await recipients.close();
    await mailbox.stop();
  }
  await setClockOffset(sql, 0);
}

/** Puts people on the list and starts the journey for it; who is in it already is passed over. */
async function letIn(services: Services, visitors: readonly SeededContact[]): Promise<void> {
  const { db } = services;
  await seedList(services, LIST, visitors);
  const { id: journeyId } = await findJourney(db.orm, JOURNEY);
  const audience = { list: LIST };
  const total = await countStart(services, journeyId, audience);
  const start = await createStart(db.sql, { journeyId, audience, total, by: null });
  const details = { start, total, audience };
  await appendAudit(db.orm, { actor: 'system', action: 'journey.start', subject: `journey:${journeyId}`, details });
  await runStart(services, start);
}

async function live(services: Services, recipients: Recipients, until: number, signal?: AbortSignal): Promise<void> {
  await runUntil(openWalkWorld(services), {
    until,
    settled: async (now) => {
      signal?.throwIfAborted();
      await outboxEmpty(services);
      await recipients.notice();
      await recipients.act(now);
    },
    nextEvent: () => recipients.next(),
  });
}

async function outboxEmpty({ db }: Services): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
    const [row] = await db.sql<{ waiting: boolean }[]>`
      select exists (select 1 from messages where state in ('claimed', 'sealed', 'dot')
        or (state in ('queued', 'deferred') and due_at <= stepwell_now())) as waiting`;
    if (!row?.waiting) return;
  }
  throw new Error('The outbox of the demo does not empty.');
}

async function underWay({ db }: Services): Promise<boolean> {
  const [row] = await db.sql<{ behind: boolean }[]>`select offset_ms < 0 as behind from demo_clock where one = 1`;
  return row?.behind ?? false;
}

async function databaseNow({ db }: Services): Promise<number> {
  const [row] = await db.sql<{ ms: number }[]>`select date_part('epoch', now()) * 1000 as ms`;
  return Math.floor(row?.ms ?? 0);
}
