import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { canProve, normalizeProof } from '#core/portal/settings.ts';
import { type Missing, missingProof } from '#core/portal/proof.ts';
import { sameMac } from '#seal/seal.ts';
import { type PortalRow, findPortalMessage } from '#store/portal/list.ts';
import { passSecond } from '#store/portal/pass-second.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { codeField, wrongAnswer } from './enter-pages.ts';
import { networkLock } from './network.ts';
import { openRead } from './open-read.ts';
import { html } from './page.ts';
import { sendPortalPage } from './portal-page.ts';
import { goneMessage, networkLocked } from './refusals.ts';
import { portalTexts } from './texts.ts';
import { type Visit, newSession, setSession, signIn } from './visit.ts';

const NOTHING = { code: false, second: false, staff: false };
const asked = z.object({ m: z.uuid() });
const answered = z.object({
  m: z.uuid(),
  birth: z.string().max(40).default(''),
  answer: z.string().max(200).default(''),
});

/** GET: what is still to be shown before this message opens. Says nothing of what is in it. */
export async function proofPage(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const found = await wanted(services, visit, request, asked.safeParse(request.query).data?.m);
  if (!found) return reply.redirect(`/p/${visit.token}`, 303);
  const { row, missing, shown, visit: known } = found;
  if (row.state !== 'readable') return goneMessage(known, reply, row.state, shown !== NOTHING);
  if (missing === 'code') return reply.redirect(`/p/${visit.token}`, 303);
  if (missing === 'none') return reply.redirect(`/p/${visit.token}/messages`, 303);
  return askProof(services, known, reply, row, missing, null);
}

/** POST: date of birth and the organization's attribute, compared in constant time; wrong ones count as wrong codes do. */
export async function tryProof(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const given = answered.safeParse(request.body);
  const found = given.success ? await wanted(services, visit, request, given.data.m) : null;
  if (!given.success || !found) return reply.redirect(`/p/${visit.token}`, 303);
  const { row, missing, shown, visit: known } = found;
  if (row.state !== 'readable' || missing !== 'second')
    return reply.redirect(`/p/${visit.token}/proof?m=${row.id}`, 303);
  const refused = await networkLock(services, request);
  if (refused !== null) return networkLocked(known, reply, refused);
  const expected = await secondProof(services, visit);
  if (!expected) return askProof(services, known, reply, row, 'apart', null);
  const t = portalTexts[known.language];
  const birth = given.data.birth.trim();
  const answer = normalizeProof(given.data.answer);
  if (birth === '' || answer === null) return askProof(services, known, reply, row, missing, t.proofEmpty);
  const mac = (value: string) => services.seal.mac('portal-proof', value);
  // Both are always compared, so that the time taken tells nothing of either.
  const right = [
    sameMac(mac(`birth:${birth}`), mac(`birth:${expected.birth}`)),
    sameMac(mac(`answer:${answer}`), mac(`answer:${expected.answer}`)),
  ].every(Boolean);
  const session = newSession(services, request, visit.contact);
  const outcome = await passSecond(services.db.sql, visit.contact, right, session);
  if (outcome.kind !== 'right') {
    const stop = await wrongAnswer(services, known, request, reply, outcome);
    return stop ?? askProof(services, known, reply, row, missing, t.proofWrong);
  }
  setSession(services, reply, session.secret);
  await auditVisit(services, visit, 'portal.enter', { by: 'second-proof', attribute: expected.key });
  return reply.redirect(await openRead(services, { ...known, shown: { ...shown, second: true } }, row.id), 303);
}

/** The message asked for, what its reader has shown, and what is missing; null when there is none of this contact. */
async function wanted(services: Services, visit: Visit, request: FastifyRequest, id: string | undefined) {
  const row = id === undefined ? null : await findPortalMessage(services.db.sql, visit.contact, id);
  if (!row) return null;
  const inside = await signIn(services, request, visit);
  const shown = inside?.shown ?? NOTHING;
  return { row, shown, missing: missingProof(row, shown), visit: inside ?? visit };
}

/** What is expected as the second proof; null where the organization asks for none, or has not got it of this person. */
async function secondProof({ db }: Services, { settings, contact }: Visit) {
  const key = settings.secondAttribute;
  const attribute = key === null ? undefined : (await loadVocabulary(db.sql)).attributes.get(key);
  if (!attribute || !canProve(attribute)) return null;
  const birth = contact.values['date_of_birth'];
  const answer = normalizeProof(contact.values[attribute.key]);
  if (typeof birth !== 'string' || birth === '' || answer === null) return null;
  return { key: attribute.key, label: attribute.label, birth, answer };
}

async function askProof(
  services: Services,
  visit: Visit,
  reply: FastifyReply,
  row: PortalRow,
  missing: Exclude<Missing, 'none' | 'code'>,
  problem: string | null,
) {
  const t = portalTexts[visit.language];
  const second = missing === 'second' ? await secondProof(services, visit) : null;
  const call = t.apartCall(visit.organization.name, visit.settings.phone);
  const byPhone = { problem: null, m: row.id, label: t.phoneCode, button: t.readMyMessage, quiet: second !== null };
  if (!second) {
    return sendPortalPage(reply, visit, {
      title: t.apartTitle,
      body: html`<p>${t.apartWords}</p>
        <p class="note">${call}</p>
        ${visit.settings.phone ? html`<a class="button quiet" href="tel:${visit.settings.phone.replace(/[^0-9+]/g, '')}">${visit.settings.phone}</a>` : null}
        ${codeField(visit, byPhone)}`,
    });
  }
  return sendPortalPage(reply, visit, {
    title: t.proofTitle,
    status: problem ? 400 : 200,
    body: html`<p>${t.proofWords}</p>
      ${problem ? html`<p class="bad" id="wrong" role="alert">${problem}</p>` : null}
      <form method="post" action="/p/${visit.token}/proof" class="fields">
        <input type="hidden" name="m" value="${row.id}" />
        <p class="field">
          <label for="birth">${t.birthDate}</label
          ><input
            id="birth"
            name="birth"
            type="date"
            autocomplete="bday"
            required${problem ? html` aria-describedby="wrong"` : null}
          />
        </p>
        <p class="field">
          <label for="answer">${second.label}</label
          ><input
            id="answer"
            name="answer"
            autocomplete="off"
            maxlength="200"
            required${problem ? html` aria-describedby="wrong"` : null}
          />
        </p>
        <button>${t.continue}</button>
      </form>
      <details>
        <summary>${t.orByPhone}</summary>
        <p class="soft">${call}</p>
        ${codeField(visit, byPhone)}
      </details>`,
  });
}
