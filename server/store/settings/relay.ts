import { z } from 'zod';
import type { Sql } from '#store/database.ts';

const relay = z.strictObject({ provesLastHop: z.boolean() });
export type RelaySetting = z.infer<typeof relay>;

/** Whether the operator declared that the relay proves the last hop. Nothing said, or nothing understood, is no. */
export async function readRelay(sql: Sql): Promise<RelaySetting> {
  const [row] = await sql<{ value: unknown }[]>`select value from settings where key = 'relay'`;
  const parsed = relay.safeParse(row?.value);
  return parsed.success ? parsed.data : { provesLastHop: false };
}

export async function saveRelay(sql: Sql, setting: RelaySetting): Promise<void> {
  await sql`
    insert into settings as s (key, value) values ('relay', ${JSON.stringify(setting)}::text::jsonb)
    on conflict (key) do update set value = excluded.value, revision = s.revision + 1, updated_at = now()`;
}
