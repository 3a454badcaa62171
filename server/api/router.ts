import { apiKeysRouter } from './api-keys/router.ts';
import { auditRouter } from './audit/router.ts';
import { clockRouter } from './clock/router.ts';
import { journeysRouter } from './journeys/router.ts';
import { sendersRouter } from './senders/router.ts';
import { me } from './session/me.ts';
import { templatesRouter } from './templates/router.ts';
import { settingsRouter } from './settings/router.ts';
import { usersRouter } from './users/router.ts';
import { router } from './trpc.ts';

/** Every noun's procedures. One line per noun. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  clock: clockRouter,
  journeys: journeysRouter,
  senders: sendersRouter,
  session: router({ me }),
  settings: settingsRouter,
  templates: templatesRouter,
  users: usersRouter,
});

/** The only thing the client takes from the server outside the core. */
export type AppRouter = typeof appRouter;
