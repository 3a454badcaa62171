import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#store/database.ts';
import { testDatabase } from '#test/support/database.ts';

const { url } = await testDatabase();
const db = openDatabase(url, 6);
const admin = postgres(url, { max: 1, onnotice: () => {} });
const cutAll = () =>
  admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
afterAll(async () => {
  await db.close();
  await admin.end();
});

/** Rejects instead of waiting for ever: that is just what is tested. */
function within<T>(ms: number, what: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer in ${ms} ms`)), ms);
  });
  return Promise.race([Promise.resolve(what), late]).finally(() => clearTimeout(timer));
}

describe('a pool whose connections are cut again and again', () => {
  it('answers within seconds each time, also where a write was under way', async () => {
    for (let round = 0; round < 12; round++) {
      // Some in mid-statement, some about to write: whatever becomes of them, the next ones must be answered.
      const busy = Array.from({ length: 20 }, (_, i) =>
        db.sql`select pg_sleep(${(i % 5) / 200}), ${'x'.repeat(i * 90)}::text`.catch(() => 'lost'),
      );
      const work = db.sql
        .begin(async (tx) => {
          for (let i = 0; i < 20; i++) await tx`select ${i}::int`;
        })
        .catch(() => 'lost');
      await cutAll();
      await within(8_000, Promise.all([...busy, work]));
      const answers = Array.from({ length: 12 }, () => answered(() => db.sql`select 1 as one`));
      await within(4_000, Promise.all(answers));
    }
  });

  it('is as good for drizzle, whose dates come as before', async () => {
    const date = () => db.orm.execute<{ at: unknown }>('select now() as at');
    const before = typeof (await date())[0]?.at;
    await cutAll();
    const [row] = await answered(date);
    expect(typeof row?.at).toBe(before);
  });

  it('goes on hearing what it listens to, until it is told to stop', async () => {
    const heard: string[] = [];
    const listening = await db.sql.listen('test_channel', (payload) => heard.push(payload));
    const tell = async (word: string) => {
      for (let tries = 0; tries < 40 && !heard.includes(word); tries++) {
        await answered(() => db.sql.notify('test_channel', word));
        await new Promise((next) => setTimeout(next, 50));
      }
      expect(heard).toContain(word);
    };
    await tell('one');
    await cutAll();
    await tell('two');
    await cutAll();
    await tell('three');
    await listening.unlisten();
    await db.sql.notify('test_channel', 'four');
    await db.sql`select pg_sleep(0.1)`;
    expect(heard).not.toContain('four');
  });

  it('is closed for good when it is closed', async () => {
    const other = openDatabase(url, 2);
    await other.sql`select 1`;
    await other.close();
    await expect(within(2_000, other.sql`select 1`)).rejects.toMatchObject({ code: 'CONNECTION_ENDED' });
  });
});

/** Asked again while the connections are being lost, as everyone who uses the pool does. */
async function answered<T>(ask: () => PromiseLike<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await new Promise((next) => setTimeout(next, 20));
    }
  }
}
