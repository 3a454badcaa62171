import { createHash } from 'node:crypto';
import { fastify } from 'fastify';
import type { Services } from '#api/services.ts';
import { receiveFromPortal } from '#store/replies/receive-from-portal.ts';
import { openRead } from '#api/portal/open-read.ts';
import { openVisit } from '#api/portal/visit.ts';
import { registerTracking } from '#api/track/register.ts';
import { linksOf } from '#mail/links.ts';
import { makeToken } from '#mail/tokens.ts';
import { type Random, seededRandom } from './random.ts';

interface SentMessage {
  lane: number;
  id: string;
  method: 'tls' | 'smime' | 'pgp' | 'portal';
  /** Epoch milliseconds. */
  sentAt: number;
  links: { label: string }[];
}

/** Something a recipient, or a machine in front of them, will do. */
interface Deed {
  at: number;
  do(): Promise<void>;
}

export interface Recipients {
  /** Notes what was sent since, and decides what its recipients will do. */
  notice(): Promise<void>;
  /** Does all that is due at `now`. */
  act(now: number): Promise<void>;
  /** When the next of it is due; null when nothing is. */
  next(): number | null;
  close(): Promise<void>;
}

/** What people write back from the portal. */
const REPLIES = [
  'Thank you. Could I come an hour later that day? My bus only gets in at ten.',
  'I have a question about the medication: do I keep taking it in the evening, or only when I need it?',
  'Please call me instead, reading this is hard on my phone. Afternoons are best.',
  'Got it, thank you very much!',
  'Is there parking near the entrance? I use a walker and cannot go far.',
  'I think my coverage changed this month. Do you need the new card before the visit?',
];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
];
const MAIL_PROXY = 'Mozilla/5.0';
const SCANNER = 'Mimecast-URL-Protect/1.0';

/**
 * The demo's recipients: they read, click or do not, and mail scanners do what those do, all through the real tracking
 * addresses and the portal's own door. Decided by chance from each message's id, so a seed that goes on decides alike.
 */
export async function openRecipients(services: Services, since: number): Promise<Recipients> {
  const app = fastify();
  registerTracking(app, services);
  await app.ready();
  const deeds: Deed[] = [];
  let seen = '00000000-0000-0000-0000-000000000000';

  const hit =
    (url: string, agent: string, method: 'GET' | 'HEAD' = 'GET') =>
    async () => {
      await app.inject({ method, url: new URL(url).pathname, headers: { 'user-agent': agent } });
    };
  const plan = (message: SentMessage) => {
    const random = seededRandom(createHash('sha256').update(message.id).digest().readUInt32BE(0));
    const later = (from: number, least: number, most: number) =>
      from + least + Math.floor(random.next() ** 2 * (most - least));
    const add = (at: number, act: () => Promise<void>) => at >= since && deeds.push({ at, do: act });
    if (message.method === 'portal') {
      if (random.chance(0.46)) {
        const reply = random.chance(0.3) ? random.pick(REPLIES) : null;
        add(later(message.sentAt, 10 * MINUTE, 60 * HOUR), () => readInPortal(services, message, reply));
      }
      return;
    }
    const links = linksOf(services.seal, services.config.publicUrl, message);
    const agent = random.pick(AGENTS);
    const labelled = message.links.flatMap(({ label }, index) => (/^[a-z]+$/.test(label) ? [index] : []));
    if (message.method === 'tls') machines(random, message, labelled, { add, hit, links });
    const reads = random.chance(message.method === 'tls' ? 0.58 : 0.34);
    if (!reads) return;
    const at = later(message.sentAt, 6 * MINUTE, 66 * HOUR);
    // Sealed mail carries no pixel: only a click shows that it was read.
    if (message.method === 'tls') add(at, hit(links.open, agent));
    if (labelled.length > 0 && random.chance(message.method === 'tls' ? 0.4 : 0.8))
      add(at + random.int(40, 400) * 1000, hit(links.click(random.pick(labelled)), agent));
  };

  return {
    async notice() {
      const rows = await sentSince(services, seen);
      for (const row of rows) plan(row);
      seen = rows.at(-1)?.id ?? seen;
      deeds.sort((a, b) => a.at - b.at);
    },
    async act(now) {
      while (deeds[0] && deeds[0].at <= now) await deeds.shift()?.do();
    },
    next: () => deeds[0]?.at ?? null,
    close: () => app.close(),
  };
}

interface Doing {
  add: (at: number, act: () => Promise<void>) => void;
  hit: (url: string, agent: string, method?: 'GET' | 'HEAD') => () => Promise<void>;
  links: ReturnType<typeof linksOf>;
}

/** Prefetching mail programs and link scanners: kept in the log, out of the figures. */
function machines(random: Random, message: SentMessage, labelled: readonly number[], { add, hit, links }: Doing): void {
  if (random.chance(0.2)) add(message.sentAt + random.int(2, 9) * MINUTE, hit(links.open, MAIL_PROXY));
  if (!random.chance(0.07)) return;
  const at = message.sentAt + random.int(5, 50) * 1000;
  for (const index of labelled) add(at, hit(links.click(index), SCANNER, random.chance(0.5) ? 'HEAD' : 'GET'));
}

/** Opens a message in the portal as its recipient does; some write back. */
async function readInPortal(services: Services, message: SentMessage, reply: string | null): Promise<void> {
  const token = makeToken(services.seal, 'portal', message.lane, message.id);
  const visit = await openVisit(services, { headers: {} }, token);
  if (!visit) return;
  await openRead(services, { ...visit, shown: { code: true, second: true, staff: false } });
  if (reply === null) return;
  const { email } = visit.contact.values;
  await receiveFromPortal(services.db.sql, services.seal, {
    id: services.newId(),
    eventId: services.newId(),
    contact: visit.contact,
    message: visit.message,
    content: {
      from: typeof email === 'string' ? email : '',
      subject: 'Re: your message',
      text: reply,
      attachments: [],
    },
  });
}

/** Messages that arrived, after the last one seen; ids are made in the order of time. */
async function sentSince({ db }: Services, after: string): Promise<SentMessage[]> {
  return db.sql<SentMessage[]>`
    select m.lane, m.id, m.method, date_part('epoch', m.finished_at) * 1000 as "sentAt", v.links
    from messages m join template_versions v on v.id = m.template_version_id
    where m.state = 'sent' and m.id > ${after} order by m.id`;
}
