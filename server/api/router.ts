import { apiKeysRouter } from './api-keys/router.ts';
import { attributesRouter } from './attributes/router.ts';
import { auditRouter } from './audit/router.ts';
import { casesRouter } from './cases/router.ts';
import { clockRouter } from './clock/router.ts';
import { contactsRouter } from './contacts/router.ts';
import { formsRouter } from './forms/router.ts';
import { dryRunsRouter } from './dry-runs/router.ts';
import { destinationsRouter } from './destinations/router.ts';
import { disclosuresRouter } from './disclosures/router.ts';
import { campaignsRouter } from './campaigns/router.ts';
import { galleryRouter } from './gallery/router.ts';
import { inboundRouter } from './inbound/router.ts';
import { importsRouter } from './imports/router.ts';
import { listsRouter } from './lists/router.ts';
import { segmentsRouter } from './segments/router.ts';
import { journeysRouter } from './journeys/router.ts';
import { mailboxRouter } from './mailbox/router.ts';
import { messagesRouter } from './messages/router.ts';
import { operationsRouter } from './operations/router.ts';
import { portalRouter } from './portal-staff/router.ts';
import { repliesRouter } from './replies/router.ts';
import { recipientKeysRouter } from './recipient-keys/router.ts';
import { sendersRouter } from './senders/router.ts';
import { me } from './session/me.ts';
import { templatesRouter } from './templates/router.ts';
import { settingsRouter } from './settings/router.ts';
import { usersRouter } from './users/router.ts';
import { webhooksRouter } from './webhooks/router.ts';
import { router } from './trpc.ts';

/** Every noun's procedures. One line per noun. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  attributes: attributesRouter,
  audit: auditRouter,
  cases: casesRouter,
  clock: clockRouter,
  contacts: contactsRouter,
  forms: formsRouter,
  dryRuns: dryRunsRouter,
  destinations: destinationsRouter,
  disclosures: disclosuresRouter,
  campaigns: campaignsRouter,
  gallery: galleryRouter,
  imports: importsRouter,
  inbound: inboundRouter,
  lists: listsRouter,
  segments: segmentsRouter,
  journeys: journeysRouter,
  messages: messagesRouter,
  mailbox: mailboxRouter,
  operations: operationsRouter,
  portal: portalRouter,
  replies: repliesRouter,
  recipientKeys: recipientKeysRouter,
  senders: sendersRouter,
  session: router({ me }),
  settings: settingsRouter,
  templates: templatesRouter,
  users: usersRouter,
  webhooks: webhooksRouter,
});

/** The only thing the client takes from the server outside the core. */
export type AppRouter = typeof appRouter;
