import { z } from 'zod';
import { makeBell } from '#engine/bell.ts';
import type { Sql } from '#store/database.ts';
import { readCounts } from '#store/counts/read.ts';
import { staff } from '../trpc.ts';

/** No more often than this, however many contacts move. */
const SPACING_MS = 400;
/** Looked at this often even when no notice came (a dropped connection loses notices). */
const FALLBACK_MS = 3_000;

/** The counts, and again whenever they change, for as long as someone looks (server-sent events). */
export const countsLive = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .subscription(async function* ({ ctx, input, signal }) {
    const bell = makeBell();
    const listening = await ctx.db.sql.listen('stepwell_counts', (journeyId) => {
      if (journeyId === input.id || journeyId === '') bell.ring();
    });
    const stop = () => bell.ring();
    signal?.addEventListener('abort', stop);
    try {
      let last = '';
      for (;;) {
        if (signal?.aborted) return;
        const counts = await read(ctx.db.sql, input.id);
        if (counts.text !== last) {
          last = counts.text;
          yield counts.value;
        }
        await pause(SPACING_MS);
        await bell.wait(FALLBACK_MS);
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      await listening.unlisten();
    }
  });

async function read(sql: Sql, journeyId: string) {
  const value = await readCounts(sql, journeyId);
  return { value, text: JSON.stringify(value) };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
