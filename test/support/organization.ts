import type { Services } from '#api/services.ts';

/** The synthetic organization of the demo, as settings. */
export async function demoOrganization({ db }: Services): Promise<void> {
  const value = {
    name: 'Lakeview Health',
    address: '100 Harbor Street, Springfield, IL 62701',
    timezone: 'America/Chicago',
  };
  await db.sql`insert into settings (key, value) values ('organization', ${JSON.stringify(value)}::text::jsonb)
    on conflict (key) do update set value = excluded.value`;
}
