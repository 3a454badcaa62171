import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''));
/** `smtp:` means STARTTLS, `smtps:` TLS from the first byte; there is no third way. */
const relayUrl = z.string().transform((text, context): RelayAddress => {
  try {
    const { protocol, hostname, port: given, username, password, pathname, search, hash } = new URL(text);
    const implicit = protocol === 'smtps:';
    const rest = pathname.replace('/', '') + search + hash;
    if ((implicit || protocol === 'smtp:') && hostname && !rest && (username === '') === (password === ''))
      return {
        host: hostname.replaceAll(/^\[|\]$/g, ''),
        port: given === '' ? (implicit ? 465 : 587) : Number(given),
        implicit,
        credentials: username ? { user: decodeURIComponent(username), password: decodeURIComponent(password) } : null,
      };
  } catch {
    // Said below, without what was given: it may hold a password.
  }
  context.addIssue({ code: 'custom', message: 'must be smtp://HOST or smtps://HOST, with USER:PASSWORD@ or without' });
  return z.NEVER;
});
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const variables = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  PORT: port.default(4600),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  STEPWELL_DATA_DIR: z.string().min(1).default('./.data'),
  STEPWELL_KEY_PROVIDER: z.enum(['file']).default('file'),
  STEPWELL_KEY_FILE: z.string().min(1).optional(),
  DELIVERY: z.enum(['mailbox', 'direct', 'relay']).optional(),
  SENDING_HOST: z
    .string()
    .regex(/^[\w.:[\]-]+$/, 'must be a host name or an address')
    .optional(),
  DELIVERY_PORT: port.min(1).default(25),
  RELAY_URL: relayUrl.optional(),
  MTA_STS_PORT: port.min(1).default(443),
  DNS_SERVERS: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().regex(/^(\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}$/i, 'each must be host:port')).min(1))
    .optional(),
  TLS_CA_FILE: z.string().min(1).optional(),
  INBOUND_PORT: port.optional(),
  INBOUND_HOST: z.string().min(1).optional(),
  INBOUND_TLS_CERT: z.string().min(1).optional(),
  INBOUND_TLS_KEY: z.string().min(1).optional(),
  ALLOW_PRIVATE_NETWORKS: flag.default(false),
  LOG_LEVEL: z.enum(logLevels).optional(),
  DEMO_CONTACTS: z.coerce.number().int().min(0).max(1_000_000).default(2000),
});

/** Variables whose value may instead be kept in a file, named by the same variable with `_FILE`. */
const secrets = ['DATABASE_URL', 'RELAY_URL'] as const;

/** The relay all mail goes to with DELIVERY=relay. */
export interface RelayAddress {
  host: string;
  port: number;
  /** TLS from the first byte; else STARTTLS, and nothing without it. */
  implicit: boolean;
  credentials: { user: string; password: string } | null;
}

/** The environment, parsed; the only place its variables are read. */
export interface Env {
  production: boolean;
  port: number;
  host: string;
  /** Where people reach it, without a trailing slash; links in mail begin with it. */
  publicUrl: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  keyFile: string;
  /** Whether a missing key file may be made. Never in production: a new key cannot open old data. */
  createKey: boolean;
  delivery: 'mailbox' | 'direct' | 'relay';
  /** The name or address mail leaves from, for SPF; null: the public host. */
  sendingHost: string | null;
  deliveryPort: number;
  /** Set with DELIVERY=relay. */
  relay: RelayAddress | null;
  /** Where MTA-STS policies are fetched; another than 443 in tests only. */
  stsPort: number;
  dnsServers: string[];
  caFile: string | null;
  allowPrivateNetworks: boolean;
  /** Where bounces and replies are taken by SMTP; null: nowhere. */
  inbound: InboundEnv | null;
  logLevel: (typeof logLevels)[number];
  /** Local mailbox, movable clock and demo sign-ins. Never in production. */
  demo: boolean;
  /** Synthetic people a demo is filled with at its first start; 0 leaves it empty. */
  demoContacts: number;
}

export interface InboundEnv {
  host: string;
  /** 0: one of the system's choosing. */
  port: number;
  /** Files with a certificate chain and its private key, PEM; null: one is made at every start. */
  tls: { cert: string; key: string } | null;
}

/**
 * Parses the environment.
 * @throws EnvError with one line that names every variable at fault, never its value.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  for (const name of secrets) {
    const file = given[`${name}_FILE`];
    if (!file) continue;
    if (given[name]) throw new EnvError(`Set ${name} or ${name}_FILE, not both.`);
    try {
      given[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new EnvError(`${name}_FILE names a file that cannot be read.`);
    }
  }
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new EnvError(`The environment is not right. ${faults.join('; ')}.`);
  }
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  if (production) refuseDemoDefaults(env);
  if (env.DELIVERY === 'relay' && !env.RELAY_URL)
    throw new EnvError('DELIVERY=relay needs RELAY_URL: smtp:// or smtps:// and the relay’s host.');
  const dataDir = resolve(env.STEPWELL_DATA_DIR);
  const delivery = env.DELIVERY ?? 'mailbox';
  return {
    production,
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? `http://${hostInUrl(env.HOST)}:${env.PORT}`,
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir,
    keyFile: resolve(env.STEPWELL_KEY_FILE ?? join(dataDir, 'key')),
    createKey: !production && env.STEPWELL_KEY_FILE === undefined,
    delivery,
    sendingHost: env.SENDING_HOST ?? null,
    deliveryPort: env.DELIVERY_PORT,
    relay: delivery === 'relay' ? (env.RELAY_URL ?? null) : null,
    stsPort: env.MTA_STS_PORT,
    dnsServers: env.DNS_SERVERS ?? [],
    caFile: env.TLS_CA_FILE ?? null,
    allowPrivateNetworks: env.ALLOW_PRIVATE_NETWORKS,
    inbound: inboundOf(env, !production && delivery === 'mailbox'),
    logLevel: env.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    demo: !production && delivery === 'mailbox',
    demoContacts: env.DEMO_CONTACTS,
  };
}

/** Off unless a port is named; in a demo always on, so that its mailbox can answer. */
function inboundOf(env: z.infer<typeof variables>, demo: boolean): InboundEnv | null {
  const { INBOUND_TLS_CERT: cert, INBOUND_TLS_KEY: key } = env;
  if ((cert === undefined) !== (key === undefined))
    throw new EnvError('INBOUND_TLS_CERT and INBOUND_TLS_KEY belong together: set both or neither.');
  const port = env.INBOUND_PORT ?? (demo ? 0 : null);
  if (port === null) return null;
  return { port, host: env.INBOUND_HOST ?? '127.0.0.1', tls: cert && key ? { cert, key } : null };
}

/** The environment cannot be used; the message is one line for the person who started us. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

function refuseDemoDefaults(env: z.infer<typeof variables>): void {
  const faults: string[] = [];
  if (!env.DATABASE_URL) faults.push('DATABASE_URL must be set (the embedded PostgreSQL is for demos)');
  if (!env.STEPWELL_KEY_FILE) faults.push('STEPWELL_KEY_FILE must name the key file (it is not made by itself)');
  if (!env.DELIVERY) faults.push('DELIVERY must be direct or relay');
  if (env.DELIVERY === 'mailbox') faults.push('DELIVERY=mailbox is for demos; use direct or relay');
  if (env.MTA_STS_PORT !== 443) faults.push('MTA_STS_PORT is for tests');
  if (env.ALLOW_PRIVATE_NETWORKS) faults.push('ALLOW_PRIVATE_NETWORKS is for tests');
  if (!env.PUBLIC_URL?.startsWith('https:')) faults.push('PUBLIC_URL must be set and begin with https:');
  if (env.DELIVERY === 'direct' && !env.DNS_SERVERS) faults.push('DNS_SERVERS must name a validating resolver');
  if (faults.length > 0) throw new EnvError(`NODE_ENV=production: ${faults.join('; ')}.`);
}

/** How the address listened on is written in a URL; a wildcard is reached by loopback. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
