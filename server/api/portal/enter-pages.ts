import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { WRONG_PER_RECIPIENT } from '#core/portal/limits.ts';
import { type Entered, enterCode } from '#store/portal/enter-code.ts';
import { findByMessage } from '#store/portal/list.ts';
import { requestCode } from '#store/portal/request-code.ts';
import { recipientLock } from '#store/portal/wrong.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { codeHash, codeKind } from './code.ts';
import { countFromNetwork, networkLock } from './network.ts';
import { openRead } from './open-read.ts';
import { type Markup, html } from './page.ts';
import { sendPortalPage } from './portal-page.ts';
import { goneMessage, lockedOut, networkLocked, tooManyCodes } from './refusals.ts';
import { portalTexts } from './texts.ts';
import { type Visit, newSession, setSession, signIn } from './visit.ts';

/** What everybody who has the link sees: nothing about the message, nothing about the person, and nothing happens. */
export async function landing(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  if (await signIn(services, request, visit, { touch: false }))
    return reply.redirect(`/p/${visit.token}/messages`, 303);
  const row = await findByMessage(services.db.sql, visit.contact, visit.message.id);
  if (row && row.state !== 'readable') return goneMessage(visit, reply, row.state, false);
  if (row && !row.mailboxTrusted) return reply.redirect(`/p/${visit.token}/proof?m=${row.id}`, 303);
  return codePage(visit, reply, { state: 'first' });
}

/** GET after a code was asked for without the page's script. */
export function codeForm(visit: Visit, reply: FastifyReply) {
  return codePage(visit, reply, { state: 'sent' });
}

/** POST: mails a code. Answers the page's script with what became of it, anybody else with where to enter it. */
export async function askForCode(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const byScript = request.headers['x-portal'] === '1';
  if (await signIn(services, request, visit, { touch: false })) {
    const inside = `/p/${visit.token}/messages`;
    return byScript ? reply.send({ code: 'inside', to: inside }) : reply.redirect(inside, 303);
  }
  const { itself } = asking.parse(request.body ?? {});
  const asked = await requestCode(services.db.sql, visit.contact, { byItself: itself === '1' });
  if (asked === 'asked') {
    const { lane, id: messageId } = visit.message;
    await services.addJob('portal-code', { lane, messageId }, `portal-code:${visit.contact.id}`);
  }
  if (byScript) return reply.send({ code: asked });
  if (asked === 'locked') return refuseLocked(services, visit, reply);
  if (asked === 'too-many') return tooManyCodes(visit, reply);
  return reply.redirect(`/p/${visit.token}/code`, 303);
}

const asking = z.object({ itself: z.string().max(1).optional() });
const entered = z.object({ code: z.string().max(60).default(''), m: z.uuid().optional() });

/** POST: a right code opens the session and the message the link was about, or the one it was asked for. */
export async function tryCode(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const { code, m } = entered.parse(request.body ?? {});
  const t = portalTexts[visit.language];
  const refused = await networkLock(services, request);
  if (refused !== null) return networkLocked(visit, reply, refused);
  const which = codeKind(code);
  if (which === null) return codePage(visit, reply, { state: 'sent', problem: t.codeForm, m });
  const session = newSession(services, request, visit.contact);
  const answer = await enterCode(services.db.sql, {
    contact: visit.contact,
    hash: codeHash(services.seal, visit.contact.id, code),
    which,
    session,
    counts: true,
  });
  if (answer.kind !== 'right') {
    const stop = await wrongAnswer(services, visit, request, reply, answer);
    if (stop) return stop;
    return codePage(visit, reply, { state: 'sent', problem: answer.kind === 'none' ? t.codeNone : t.codeWrong, m });
  }
  setSession(services, reply, session.secret);
  await auditVisit(services, visit, 'portal.enter', { by: which === 'mailed' ? 'mailed-code' : 'phone-code' });
  const shown = { code: which === 'mailed', staff: which === 'phone', second: false };
  return reply.redirect(await openRead(services, { ...visit, shown }, m), 303);
}

/** Counts what was wrong for the network too, writes a lock down, and answers with it; null when one may go on. */
export async function wrongAnswer(
  services: Services,
  visit: Visit,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Exclude<Entered, { kind: 'right' }>,
): Promise<FastifyReply | null> {
  if (answer.kind === 'locked' && !answer.now) return lockedOut(visit, reply, answer.until);
  const network = await countFromNetwork(services, request);
  if (network !== null) await auditVisit(services, visit, 'portal.network-lock', {});
  if (answer.kind === 'locked') {
    const forStaff = answer.until === 'staff';
    await auditVisit(services, visit, 'portal.lockout', { wrong: WRONG_PER_RECIPIENT, untilStaffOpen: forStaff });
    return lockedOut(visit, reply, answer.until);
  }
  return network === null ? null : networkLocked(visit, reply, network);
}

/** Where to ask for a code and to enter it, in one: two steps to the message, opening the link being the first. */
function codePage(
  visit: Visit,
  reply: FastifyReply,
  { state, problem = null, m }: { state: 'first' | 'sent'; problem?: string | null; m?: string | undefined },
) {
  const t = portalTexts[visit.language];
  const first = state === 'first';
  const words = first ? t.codeGoes : t.codeSent;
  return sendPortalPage(reply, visit, {
    title: first ? t.landingTitle : t.codeTitle,
    status: problem ? 400 : 200,
    body: html`${first ? html`<p>${t.landingWords}</p>` : null}
      <p
        data-ask-words
        role="status"
        data-sent="${t.codeSent}"
        data-waits="${t.codeWaits}"
        data-many="${t.tooManyWords}"
      >
        ${words}
      </p>
      ${first ? askForm(visit, html`<button>${t.sendCode}</button>`, true) : null}
      ${codeField(visit, { problem, m, label: t.code, button: t.readMyMessage })}
      ${first ? null : askForm(visit, html`<button class="quiet">${t.newCode}</button>`, false)}
      <p class="soft">${first ? t.noAccountNeeded : t.nothingCame} ${t.phoneCodeHint}</p>`,
  });
}

function askForm(visit: Visit, button: Markup, itself: boolean) {
  const t = portalTexts[visit.language];
  return html`<form
    method="post"
    action="/p/${visit.token}/code"
    ${itself ? html` data-ask-itself data-again="${t.newCode}"` : null}
  >
    ${button}
  </form>`;
}

/** The field for a code, wherever one is entered. */
export function codeField(
  visit: Visit,
  field: { problem: string | null; m: string | undefined; label: string; button: string; quiet?: boolean },
) {
  const { problem, m, label, button, quiet = false } = field;
  return html`<form method="post" action="/p/${visit.token}/enter">
    <p>
      <label for="code">${label}</label
      ><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20" required${problem ? html` aria-invalid="true" aria-describedby="problem" autofocus` : null} />
    </p>
    ${m ? html`<input type="hidden" name="m" value="${m}" />` : null}
    ${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>` : null}
    <button${quiet ? html` class="quiet"` : null}>${button}</button>
  </form>`;
}

async function refuseLocked(services: Services, visit: Visit, reply: FastifyReply) {
  const until = await recipientLock(services.db.sql, visit.contact);
  // Opened in the moment between: the page to ask again.
  return until === null ? reply.redirect(`/p/${visit.token}`, 303) : lockedOut(visit, reply, until);
}
