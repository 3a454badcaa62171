import { me } from './session/me.ts';
import { templatesRouter } from './templates/router.ts';
import { router } from './trpc.ts';

/** Every noun's procedures. One line per noun. */
export const appRouter = router({
  session: router({ me }),
  templates: templatesRouter,
});

/** The only thing the client takes from the server outside the core. */
export type AppRouter = typeof appRouter;
