import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { html, sendPage } from './page.ts';
import { type Visit, signedIn } from './visit.ts';

/** What everybody who has the link sees: nothing about the message, nothing about the person, and nothing happens. */
export async function landing(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  if (await signedIn(services, request, visit.contact)) return reply.redirect(`/p/${visit.token}/messages`, 303);
  return sendPage(reply, {
    title: 'You have a secure message',
    organization: visit.organization.name,
    body: html`<p>
        To keep it private, we make sure it is you. We will send a one-time code to the email address this message was
        sent to.
      </p>
      <form method="post" action="/p/${visit.token}/code"><button>Send me a code</button></form>
      <p class="soft">No account and no password. The code arrives within a minute.</p>`,
  });
}

export function unknownLink(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'This link does not work',
    organization: 'Secure messages',
    status: 404,
    body: html`<p>
      It may be incomplete, or the message may no longer be here. Open the link in the email again, or contact the
      sender.
    </p>`,
  });
}
