import { customType, smallint, timestamp, uuid } from 'drizzle-orm/pg-core';

export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** The two columns every per-contact table begins its keys with (design.md, Lanes). */
export const lane = () => smallint('lane').notNull();
export const contactId = () => uuid('contact_id').notNull();

export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
