import { eq } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openAuth } from '#identity/auth.ts';
import { readSession } from '#identity/read-session.ts';
import { hashNewPassword } from '#identity/password.ts';
import { createUser } from '#store/users/create.ts';
import { setLocked } from '#store/users/lock.ts';
import { audit } from '#db/schema/audit.ts';
import { sessions, users } from '#db/schema/users.ts';
import { openApp } from '#server/http/app.ts';
import { registerAuth } from '#server/http/auth-routes.ts';
import { registerTrpc } from '#server/http/trpc-routes.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { orm } = services.db;
const PASSWORD = 'correct horse battery';
const HOST = '127.0.0.1:4600';

let app: FastifyInstance;
let email: string;
let id: string;

beforeEach(async () => {
  await app?.close();
  app = await openApp(services, { production: false });
  const auth = openAuth(services);
  registerAuth(app, services, auth);
  registerTrpc(app, services, auth);
  id = services.newId();
  email = `${id}@stepwell.example`;
  await createUser(orm, { id, name: 'Ada', email, role: 'admin', passwordHash: await hashNewPassword(PASSWORD) });
});
afterAll(() => app.close());

const headers = { 'x-stepwell': '1', host: HOST, origin: `http://${HOST}` };
const signIn = (password: string, more: Record<string, string> = {}, who = email) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { ...headers, ...more },
    payload: { email: who, password },
  });
const me = (cookie: string | undefined, more: Record<string, string> = {}) =>
  app.inject({ url: '/trpc/session.me', headers: { ...headers, cookie, ...more } });
const cookieOf = (answer: Awaited<ReturnType<typeof signIn>>) =>
  answer.cookies.map((one) => `${one.name}=${encodeURIComponent(one.value)}`).join('; ');
const actions = async () => {
  const rows = await orm
    .select()
    .from(audit)
    .where(eq(audit.subject, `user:${id}`))
    .orderBy(audit.seq);
  return rows.map((row) => row.action);
};

describe('signing in', () => {
  it('gives a session cookie no script can read and no other site can send, and leaves an entry', async () => {
    const answer = await signIn(PASSWORD);
    expect(answer.statusCode).toBe(200);
    expect(answer.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(answer.body).toBe('{"ok":true}');
    const who = await me(cookieOf(answer));
    expect(who.json()).toMatchObject({ result: { data: { id, role: 'admin' } } });
    expect(await actions()).toEqual(['session.start']);
  });

  it('locks the account after five wrong passwords, says so, and not even the right one helps then', async () => {
    for (let left = 4; left > 0; left--) {
      const wrong = await signIn('wrong password');
      expect(wrong.json()).toMatchObject({ failure: { code: 'SIGN_IN_WRONG', details: { left } } });
    }
    const fifth = await signIn('wrong password');
    expect(fifth.json().failure).toMatchObject({ code: 'LOCKED_OUT', details: { minutes: 15 } });
    const right = await signIn(PASSWORD);
    expect(right.json().failure.code).toBe('LOCKED_OUT');
    expect(right.json().failure.message).toMatch(/Try again in 15 minutes, or ask an admin/);
    expect(right.cookies).toEqual([]);
    expect(await actions()).toEqual([...Array(5).fill('session.failed'), 'user.lockout', 'session.refused']);
  });

  it('allows no more guesses at once than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('wrong password')));
    const checked = answers.filter((one) => one.json().failure.code === 'SIGN_IN_WRONG');
    expect(checked).toHaveLength(4);
  });

  it('opens again when the lock has run out, and a good sign-in forgets the wrong ones', async () => {
    for (let i = 0; i < 5; i++) await signIn('wrong password');
    await orm
      .update(users)
      .set({ lockedUntil: new Date(Date.now() - 1000) })
      .where(eq(users.id, id));
    expect((await signIn('wrong password')).json().failure.details).toEqual({ left: 4 });
    expect((await signIn(PASSWORD)).statusCode).toBe(200);
    expect((await signIn('wrong password')).json().failure.details).toEqual({ left: 4 });
  });

  it('does not tell who works here: an unknown address gets the same answers', async () => {
    const stranger = `${services.newId()}@stepwell.example`;
    const codes: string[] = [];
    for (let i = 0; i < 6; i++) codes.push((await signIn('wrong password', {}, stranger)).json().failure.code);
    expect(codes).toEqual([...Array(4).fill('SIGN_IN_WRONG'), 'LOCKED_OUT', 'LOCKED_OUT']);
  });

  it('does not let X-Forwarded-For choose whose rate limit counts', async () => {
    // Nothing to check in these, so that they cost nothing; they count all the same.
    const answers = [];
    for (let i = 0; i < 31; i++) answers.push(await signIn('', { 'x-forwarded-for': `203.0.113.${i}` }));
    expect(answers.map((one) => one.statusCode)).toEqual([...Array(30).fill(400), 429]);
  });

  it('keeps the address of the socket with the session, whatever headers say', async () => {
    const forged = { 'x-forwarded-for': '203.0.113.7', 'x-stepwell-client-address': '203.0.113.7' };
    expect((await signIn(PASSWORD, forged)).statusCode).toBe(200);
    const [session] = await orm.select().from(sessions).where(eq(sessions.userId, id));
    expect(session?.ipAddress).toBe('127.0.0.1');
  });

  it('refuses a form or a page of another site, and a host name that is not ours', async () => {
    const without = await app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { host: HOST },
      payload: { email, password: PASSWORD },
    });
    expect(without.statusCode).toBe(403);
    expect((await signIn(PASSWORD, { origin: 'http://evil.example' })).statusCode).toBe(403);
    expect((await signIn(PASSWORD, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await signIn(PASSWORD, { host: 'rebound.example', origin: 'http://rebound.example' })).statusCode).toBe(
      421,
    );
    expect(await actions()).toEqual([]);
  });

  it('keeps the other doors of the library shut: no sign-up, no list of sessions', async () => {
    for (const path of ['sign-up/email', 'list-sessions', 'update-user', 'change-email', 'get-session']) {
      const answer = await app.inject({ method: 'POST', url: `/api/auth/${path}`, headers, payload: {} });
      expect(answer.statusCode, path).toBe(404);
    }
  });
});

describe('a session', () => {
  const signedIn = async () => cookieOf(await signIn(PASSWORD));
  const session = async () => (await orm.select().from(sessions).where(eq(sessions.userId, id)))[0]!;

  it('ends half an hour after it was last used', async () => {
    const cookie = await signedIn();
    const left = (await session()).expiresAt.getTime() - Date.now();
    expect(left).toBeGreaterThan(29 * 60_000);
    expect(left).toBeLessThanOrEqual(30 * 60_000);
    await orm
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(sessions.userId, id));
    expect((await me(cookie)).statusCode).toBe(401);
  });

  it('is kept alive by use, but not by a stream that stays open by itself', async () => {
    const cookie = await signedIn();
    const soon = new Date(Date.now() + 5 * 60_000);
    await orm.update(sessions).set({ expiresAt: soon }).where(eq(sessions.userId, id));
    const stream = await readSession(services, openAuth(services), new Headers({ cookie }), { refresh: false });
    expect(stream).toMatchObject({ actor: { id }, cookies: [] });
    expect((await session()).expiresAt).toEqual(soon);
    const used = await me(cookie);
    expect(used.cookies.map((one) => one.maxAge)).toEqual([1800]);
    expect((await session()).expiresAt.getTime()).toBeGreaterThan(soon.getTime() + 60_000);
  });

  it('ends after twelve hours however much it is used', async () => {
    const cookie = await signedIn();
    await orm
      .update(sessions)
      .set({ createdAt: new Date(Date.now() - 12 * 3_600_000 - 1000) })
      .where(eq(sessions.userId, id));
    expect((await me(cookie)).statusCode).toBe(401);
    expect(await orm.select().from(sessions).where(eq(sessions.userId, id))).toEqual([]);
  });

  it('is over at once when an admin locks the person, who then cannot sign in', async () => {
    const other = services.newId();
    const passwordHash = await hashNewPassword(PASSWORD);
    await createUser(orm, { id: other, name: 'B', email: `${other}@stepwell.example`, role: 'admin', passwordHash });
    const cookie = await signedIn();
    await setLocked(orm, id, true);
    expect((await me(cookie)).statusCode).toBe(401);
    const again = await signIn(PASSWORD);
    expect(again.json().failure.message).toMatch(/locked/);
    expect(again.cookies).toEqual([]);
  });

  it('ends when the person signs out, and leaves an entry', async () => {
    const cookie = await signedIn();
    const out = await app.inject({
      method: 'POST',
      url: '/api/auth/sign-out',
      headers: { ...headers, cookie },
      payload: {},
    });
    expect(out.statusCode).toBe(200);
    expect((await me(cookie)).statusCode).toBe(401);
    expect(await actions()).toEqual(['session.start', 'session.end']);
  });

  it('has the role the person has now, not the one they signed in with', async () => {
    const cookie = await signedIn();
    await orm.update(users).set({ role: 'designer' }).where(eq(users.id, id));
    expect((await me(cookie)).json().result.data.role).toBe('designer');
  });

  it('is refused with a cookie signed by another installation', async () => {
    const cookie = await signedIn();
    expect((await me(cookie.replace(/.{6}$/, 'AAAAA%3D'))).statusCode).toBe(401);
  });
});

describe('the procedures’ door', () => {
  it('lets a bare GET in only when the browser says that our own page asked', async () => {
    const cookie = cookieOf(await signIn(PASSWORD));
    const bare = (more: Record<string, string>) =>
      app.inject({ url: '/trpc/session.me', headers: { host: HOST, cookie, ...more } });
    expect((await bare({})).statusCode).toBe(403);
    expect((await bare({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await bare({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
    expect((await bare({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200);
  });
});
