import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { enterCode } from '#store/portal/enter-code.ts';
import { requestCode } from '#store/portal/request-code.ts';
import type { Services } from '../services.ts';
import { CODE_MINUTES, codeHash } from './code.ts';
import { html, sendPage } from './page.ts';
import { openRead } from './open-message.ts';
import { IDLE_MINUTES, type Visit, newSession, setSession, signedIn } from './visit.ts';

/** POST: mails a code, then shows where to enter it. */
export async function askForCode(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  if (await signedIn(services, request, visit.contact)) return reply.redirect(`/p/${visit.token}/messages`, 303);
  const asked = await requestCode(services.db.sql, visit.contact);
  if (asked === 'locked') return locked(visit, reply);
  if (asked === 'too-many') return tooMany(visit, reply);
  if (asked === 'asked') {
    const { lane, id: messageId } = visit.message;
    await services.addJob('portal-code', { lane, messageId }, `portal-code:${visit.contact.id}`);
  }
  return reply.redirect(`/p/${visit.token}/code`, 303);
}

/** GET: the form for the code. */
export function codeForm(visit: Visit, reply: FastifyReply, problem: string | null = null) {
  return sendPage(reply, {
    title: 'Enter your code',
    organization: visit.organization.name,
    status: problem ? 400 : 200,
    body: html`<p>
        We sent an 8-digit code to the email address this message was sent to. It works once, for ${CODE_MINUTES}
        minutes.
      </p>
      <form method="post" action="/p/${visit.token}/enter">
        <p>
          <label for="code">Code</label
          ><input
            id="code"
            name="code"
            inputmode="numeric"
            autocomplete="one-time-code"
            pattern="[0-9 ]*"
            maxlength="9"
            required
            autofocus${problem ? html` aria-invalid="true" aria-describedby="problem"` : null}
          />
        </p>
        ${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>` : null}
        <button>Read my message</button>
      </form>
      <form method="post" action="/p/${visit.token}/code"><button class="quiet">Send a new code</button></form>
      <p class="soft">Nothing there after a minute? Look in the spam folder.</p>`,
  });
}

const entered = z.object({ code: z.string().max(40).default('') });

/** POST: a right code opens the session and the message the link was about. */
export async function tryCode(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const { code } = entered.parse(request.body ?? {});
  if (code.replace(/\D/g, '').length !== 8) return codeForm(visit, reply, 'The code has 8 digits.');
  const { seal, db } = services;
  const session = newSession(services, visit.contact);
  const tried = codeHash(seal, visit.contact.id, code);
  const answer = await enterCode(db.sql, visit.contact, tried, session.hash, IDLE_MINUTES);
  if (answer === 'locked') return locked(visit, reply);
  if (answer === 'none') return codeForm(visit, reply, 'This code is no longer valid. Ask for a new one.');
  if (answer === 'wrong') return codeForm(visit, reply, 'The code is not right. Check it and try again.');
  setSession(services, reply, session.secret);
  return reply.redirect(await openRead(services, visit), 303);
}

function locked(visit: Visit, reply: FastifyReply) {
  return sendPage(reply, {
    title: 'Too many wrong codes',
    organization: visit.organization.name,
    status: 429,
    body: html`<p role="alert">
      For your safety this is locked for half an hour. Then open the link in the email again and ask for a new code.
    </p>`,
  });
}

function tooMany(visit: Visit, reply: FastifyReply) {
  return sendPage(reply, {
    title: 'Too many codes',
    organization: visit.organization.name,
    status: 429,
    body: html`<p role="alert">Several codes were sent already. Use the newest one, or try again in an hour.</p>
      <a class="button" href="/p/${visit.token}/code">Enter a code</a>`,
  });
}
