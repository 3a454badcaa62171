import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { normalizeKey } from '#core/contact/normalize.ts';
import { RECIPIENT_LOCK_MINUTES, WRONG_PER_RECIPIENT } from '#core/portal/limits.ts';
import { makeToken } from '#mail/tokens.ts';
import { accountOf, countAtDoor, doorLock, knock } from '#store/portal/doors.ts';
import { enterCode } from '#store/portal/enter-code.ts';
import { findMessage } from '#store/portal/find-message.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { readSettings } from '#store/settings/read.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { codeHash, codeKind } from './code.ts';
import { countFromNetwork, networkLock } from './network.ts';
import { html } from './page.ts';
import { sendDoorPage, timeWords } from './portal-page.ts';
import { type PortalLanguage, portalTexts } from './texts.ts';
import { languageOf, newSession, setSession } from './visit.ts';

/*
 * The way in without a notice's link, for those who made an account. Whoever asks, known or not, gets the same page after
 * the same work: the look-up is left to the job that mails the code, wrong codes are counted for the address typed.
 * Nobody can be locked out of their own link by somebody who knows their address.
 */

interface Door {
  language: PortalLanguage;
  organization: string;
  zone: string;
}

const typed = z.object({ email: z.string().max(254).default('') });
const tried = z.object({ code: z.string().max(60).default(''), door: z.string().max(400) });

/** GET: asks for the address. */
export async function doorPage(services: Services, request: FastifyRequest, reply: FastifyReply) {
  return askAddress(await doorOf(services, request), reply, null);
}

/** POST: a code is on its way, if there is an account. */
export async function knockAtDoor(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const door = await doorOf(services, request);
  const { email } = typed.parse(request.body ?? {});
  const address = normalizeKey('email', email);
  if (address === null || !/^[^\s@]+@[^\s@]+$/.test(address))
    return askAddress(door, reply, portalTexts[door.language].doorBad);
  const hash = services.seal.lookup('email', address);
  const id = await knock(services.db.sql, hash, services.newId());
  if (id !== null) await services.addJob('portal-knock', { door: id }, `portal-knock:${id}`);
  return askCode(door, reply, ticketOf(services, hash), null);
}

/** POST: the code, mailed or given by phone. */
export async function enterAtDoor(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const { db, seal } = services;
  const door = await doorOf(services, request);
  const t = portalTexts[door.language];
  const given = tried.safeParse(request.body ?? {});
  const hash = given.success ? readTicket(services, given.data.door) : null;
  if (!given.success || !hash) return askAddress(door, reply, null);
  const at = { kind: 'address', hash } as const;
  const refused = (await networkLock(services, request)) ?? (await doorLock(db.sql, at));
  if (refused !== null) return lockedDoor(door, reply, refused);
  const which = codeKind(given.data.code);
  if (which === null) return askCode(door, reply, given.data.door, t.codeForm);
  const account = await accountOf(db.sql, hash);
  const contact = account && (await readContact(db.sql, seal, account));
  const nobody = { lane: 0, id: NOBODY };
  const who = contact ?? nobody;
  const session = contact
    ? newSession(services, request, contact)
    : { secret: '', hash: new Uint8Array(32), before: null };
  const answer = await enterCode(db.sql, {
    contact: who,
    hash: codeHash(seal, who.id, given.data.code),
    which,
    session,
    counts: false,
  });
  const message = account && (await findMessage(db.sql, account.lane, account.messageId));
  if (answer.kind !== 'right' || !contact || !message) {
    await countFromNetwork(services, request);
    const until = await countAtDoor(db.sql, at, {
      id: services.newId(),
      most: WRONG_PER_RECIPIENT,
      lockMinutes: RECIPIENT_LOCK_MINUTES,
    });
    return until === null ? askCode(door, reply, given.data.door, t.doorWrong) : lockedDoor(door, reply, until);
  }
  setSession(services, reply, session.secret);
  await auditVisit(services, { contact, message }, 'portal.enter', {
    by: which === 'mailed' ? 'account' : 'phone-code',
  });
  return reply.redirect(`/p/${makeToken(seal, 'portal', message.lane, message.id)}/messages`, 303);
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What the code page remembers of the address: its keyed hash, sealed. The address itself is in no page and no URL. */
function ticketOf({ seal }: Services, hash: Uint8Array): string {
  return Buffer.from(seal.seal('portal-door', hash)).toString('base64url');
}

function readTicket({ seal }: Services, ticket: string): Uint8Array | null {
  try {
    return seal.open('portal-door', Buffer.from(ticket, 'base64url'));
  } catch {
    return null;
  }
}

async function doorOf(services: Services, request: FastifyRequest): Promise<Door> {
  const { organization } = await readSettings(services.db.orm);
  return { language: languageOf(request), organization: organization.name, zone: organization.timezone };
}

function askAddress(door: Door, reply: FastifyReply, problem: string | null) {
  const t = portalTexts[door.language];
  return sendDoorPage(reply, door, {
    title: t.doorTitle,
    status: problem ? 400 : 200,
    body: html`<p>${t.doorWords}</p>
      <form method="post" action="/p/find" class="fields">
        <p class="field">
          <label for="email">${t.doorEmail}</label
          ><input
            id="email"
            name="email"
            type="email"
            autocomplete="email"
            maxlength="254"
            required${problem ? html` aria-invalid="true" aria-describedby="problem"` : null}
          />
        </p>
        ${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>` : null}
        <button>${t.doorSend}</button>
      </form>`,
  });
}

function askCode(door: Door, reply: FastifyReply, ticket: string, problem: string | null) {
  const t = portalTexts[door.language];
  return sendDoorPage(reply, door, {
    title: t.codeTitle,
    status: problem ? 400 : 200,
    body: html`<p>${t.doorSent}</p>
      <form method="post" action="/p/enter">
        <input type="hidden" name="door" value="${ticket}" />
        <p>
          <label for="code">${t.code}</label
          ><input
            id="code"
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="20"
            required${problem ? html` aria-invalid="true" aria-describedby="problem"` : null}
          />
        </p>
        ${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>` : null}
        <button>${t.continue}</button>
      </form>
      <p class="soft">${t.nothingCame} ${t.phoneCodeHint}</p>
      <nav><a href="/p">${t.doorAgain}</a></nav>`,
  });
}

function lockedDoor(door: Door, reply: FastifyReply, until: number) {
  const t = portalTexts[door.language];
  const words = t.lockedUntil(timeWords(until, door.language, door.zone));
  return sendDoorPage(reply, door, { title: t.lockedTitle, status: 429, body: html`<p role="alert">${words}</p>` });
}
