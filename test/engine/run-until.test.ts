import { describe, expect, it } from 'vitest';
import { runUntil } from '#engine/run-until.ts';
import { setClockOffset } from '#store/clock/set-offset.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { ingest } from '#store/events/ingest.ts';
import { newId } from '#store/new-id.ts';
import { DAY, chain, rig } from './rig.ts';

const { sql, world, people, publish, standing, counts } = await rig();

describe('living through time at full speed', () => {
  it('walks months of waits in order, with what recipients do in between', async () => {
    await setClockOffset(sql, -60 * DAY);
    const began = await world.now();
    const journey = await publish({
      ...chain('months', [
        { id: 'mail', type: 'send-email', config: { template: 'Welcome' } },
        { id: 'listen', type: 'wait-for-event', config: { event: { kind: 'open', step: 'mail' }, timeout: 'P10D' } },
        { id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'P20D' } },
        { id: 'opened', type: 'end', config: { reason: 'goal' } },
      ]),
    });
    const who = await people(4);
    await enroll(sql, { journeyId: journey, contacts: who });
    const openAt = began + 3 * DAY;
    let opened = false;
    let sent = 0;
    const lived = await runUntil(world, {
      until: began + 59 * DAY,
      nextEvent: () => (opened ? null : openAt),
      settled: async (now) => {
        sent += (await sql`update messages set state = 'sent' where state = 'queued'`).count;
        if (opened || now < openAt) return;
        opened = true;
        const [mail] = await sql<{ id: string }[]>`select id from messages where contact_id = ${who[0]!.id}`;
        const { lane, id } = who[0]!;
        const event = { kind: 'open', journeyId: journey, step: 'mail', messageId: mail!.id, at: now } as const;
        await ingest(sql, [{ id: newId(now), lane, contactId: id, ...event }]);
      },
    });
    expect(sent).toBe(4);
    expect(lived.claimed).toBeGreaterThan(8);
    expect((await world.now()) - began).toBeGreaterThanOrEqual(59 * DAY);
    expect((await standing(journey)).map((one) => one.exitReason)).toEqual([
      'goal',
      'completed',
      'completed',
      'completed',
    ]);
    const at = await counts(journey);
    expect(at['listen']!.passed).toEqual({ happened: 1 });
    expect(at['listen']!.exited).toEqual({ completed: 3 });
    const [left] = await sql<{ days: number }[]>`
      select extract(epoch from left_at - entered_at)::int / 86400 as days from visits
      where contact_id = ${who[0]!.id} and step = 'rest'`;
    expect(left!.days).toBe(20);
  });
});
