import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { accounts, sessions, users, verifications } from '#db/schema/users.ts';
import type { Services } from '#api/services.ts';
import { CLIENT_ADDRESS, IDLE_SECONDS, PASSWORD_MAX, PASSWORD_MIN } from './limits.ts';

/**
 * better-auth over our tables: e-mail and password only, sign-up closed, sessions read from the database each time
 * (a locked person is out at once). What it lacks is beside this file: lockout, absolute age, trusted client address.
 */
export function openAuth(services: Services) {
  const { db, seal, config, newId } = services;
  return betterAuth({
    appName: 'Stepwell',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: Buffer.from(seal.mac('better-auth', 'cookies')).toString('hex'),
    trustedOrigins: (request) => (request ? sameOrigin(request, config.publicUrl) : [config.publicUrl]),
    database: drizzleAdapter(db.orm, {
      provider: 'pg',
      schema: { user: users, session: sessions, account: accounts, verification: verifications },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      autoSignIn: false,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false },
        disabledAt: { type: 'date', input: false, required: false },
      },
    },
    session: { expiresIn: IDLE_SECONDS, updateAge: 60, cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'stepwell',
      useSecureCookies: config.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      // Set by our own route from the socket: X-Forwarded-For is anybody's to write.
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS] },
      database: { generateId: () => newId() },
    },
  });
}

export type Auth = ReturnType<typeof openAuth>;

/** The origin the request was sent to, which the web server has already checked against the hosts it answers for. */
function sameOrigin(request: Request, publicUrl: string): string[] {
  return [publicUrl, new URL(request.url).origin];
}
