import type { Logger } from 'pino';
import type { CampaignPlan } from '#core/campaign/plan.ts';
import type { Reach } from '#core/campaign/reach.ts';
import type { Role } from '#core/roles.ts';
import type { TestRun, TestRunAsk } from '#core/run/test-run.ts';
import type { KeyFinder } from '#core/keys/finder.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import type { MailThreads } from '#mail/threads/mail-threads.ts';
import type { Seal } from '#seal/seal.ts';
import type { Database } from '#store/database.ts';
import type { MailboxReader } from '../mailbox/reader.ts';

/** What every procedure, route and job is given; built once, in server/main.ts. */
export interface Services {
  db: Database;
  seal: Seal;
  log: Logger;
  config: ServiceConfig;
  /** Database time plus the demo offset, epoch milliseconds. Due times come from here, never from the process clock. */
  now: () => Promise<number>;
  /** How names are looked up: a validating resolver, or in the demo the local mailbox's own table. */
  resolver: Resolver;
  /** Looks for keys that recipients' domains publish; absent where no mail leaves, and in commands that send none. */
  keyFinder?: KeyFinder | undefined;
  /** Threads in which mail is signed and sealed; none is started before it is needed. */
  threads: MailThreads;
  /** The local mailbox; absent everywhere but in a demo. */
  mailbox?: MailboxReader | undefined;
  /** Where this process's inbound listener is, once it runs. */
  returns?: { host: string; port: number } | undefined;
  /** UUIDv7. */
  newId: () => string;
  /** A contact's path through a drawing on a virtual clock, with emails and methods; see server/rehearsal/test-run.ts. */
  testRun: (ask: TestRunAsk) => Promise<TestRun>;
  /** Whom a campaign would reach, looked at for at most so many milliseconds; see server/rehearsal/campaign-reach.ts. */
  campaignReach: (plan: CampaignPlan, budgetMs: number) => Promise<Reach>;
  /** Queues a job that is not a contact's walk (imports, bulk starts); see engine/jobs.ts for the names. */
  addJob: (name: string, payload: Record<string, unknown>, key?: string) => Promise<void>;
}

export interface ServiceConfig {
  publicUrl: string;
  dataDir: string;
  delivery: 'mailbox' | 'direct' | 'relay';
  /** SENDING_HOST: the name or address mail leaves from, when it is not the public host. */
  sendingHost?: string | undefined;
  /** A demo installation: local mailbox, movable clock, demo sign-ins. Never in production. */
  demo: boolean;
  /** A listener takes what comes back (INBOUND_PORT): mail then says where replies and unsubscribes may go. */
  inbound?: boolean | undefined;
  /** ALLOW_PRIVATE_NETWORKS: webhooks may go to addresses inside, without TLS. Tests only. */
  allowPrivateNetworks?: boolean | undefined;
}

/** Who is asking. */
export interface Actor {
  id: string;
  name: string;
  email: string;
  role: Role;
}
