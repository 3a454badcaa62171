import { type SQL, and, desc, eq, gte, like, lt } from 'drizzle-orm';
import { audit } from '#db/schema/audit.ts';
import type { Orm } from '#store/database.ts';

export interface AuditFilter {
  /** Exactly this actor, such as `user:ID`. */
  actor?: string;
  /** The noun before the dot, or a whole action: `contact` or `contact.reveal`. */
  action?: string;
  subject?: string;
  from?: Date;
  to?: Date;
}

/** Entries newest first, those before `before` (a sequence number), at most `limit`. */
export async function listAudit(orm: Orm, filter: AuditFilter, { before, limit }: { before?: number; limit: number }) {
  const { seq, at, actor, action, subject, details } = audit;
  const wanted: (SQL | undefined)[] = [
    before === undefined ? undefined : lt(seq, before),
    filter.actor ? eq(actor, filter.actor) : undefined,
    filter.action
      ? filter.action.includes('.')
        ? eq(action, filter.action)
        : like(action, `${filter.action.replaceAll(/[\\%_]/g, String.raw`\$&`)}.%`)
      : undefined,
    filter.subject ? eq(subject, filter.subject) : undefined,
    filter.from ? gte(at, filter.from) : undefined,
    filter.to ? lt(at, filter.to) : undefined,
  ];
  return orm
    .select({ seq, at, actor, action, subject, details })
    .from(audit)
    .where(and(...wanted))
    .orderBy(desc(seq))
    .limit(limit);
}
