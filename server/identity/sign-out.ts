import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import type { Auth } from './auth.ts';
import { readSession } from './read-session.ts';

/** Ends the session these headers carry, if any, and gives the cookies that clear it. */
export async function signOut(services: Services, auth: Auth, headers: Headers): Promise<string[]> {
  const session = await readSession(services, auth, headers, { refresh: false });
  const answer = await auth.api.signOut({ headers, returnHeaders: true });
  if (session) {
    const actor = `user:${session.actor.id}`;
    await appendAudit(services.db.orm, { actor, action: 'session.end', subject: actor });
  }
  return answer.headers.getSetCookie();
}
