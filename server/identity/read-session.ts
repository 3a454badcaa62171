import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { roles } from '#core/roles.ts';
import { sessions } from '#db/schema/users.ts';
import type { Actor, Services } from '#api/services.ts';
import type { Auth } from './auth.ts';
import { ABSOLUTE_MS } from './limits.ts';

const signedIn = z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles) });

export interface ReadSession {
  actor: Actor;
  /** Cookies to set on the answer: a used session's idle limit moves on. */
  cookies: string[];
}

/**
 * Who sent these headers, or null. A session past its absolute age is ended here, and a locked person has none.
 * `refresh: false` reads without moving the idle limit, for streams that stay open by themselves.
 */
export async function readSession(
  { db }: Pick<Services, 'db'>,
  auth: Auth,
  headers: Headers,
  { refresh }: { refresh: boolean },
): Promise<ReadSession | null> {
  const found = await auth.api.getSession({ headers, query: { disableRefresh: !refresh }, returnHeaders: true });
  if (!found.response) return null;
  const { session, user } = found.response;
  if (Date.now() - session.createdAt.getTime() > ABSOLUTE_MS || user.disabledAt) {
    await db.orm.delete(sessions).where(eq(sessions.id, session.id));
    return null;
  }
  const actor = signedIn.parse(user);
  return { actor, cookies: found.headers.getSetCookie() };
}
