import type { FastifyReply } from 'fastify';
import { identityAttributes } from '#core/contact/identity.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Form } from '#store/forms/find.ts';
import { html, type Markup, sendPage } from '../portal/page.ts';
import { consentField, field } from './fields.ts';
import { askedFields, CONSENT_FIELD, EMAIL_FIELD, type Typed } from './read-form.ts';

/** A field no person sees; a program that fills in whatever it finds gives itself away. */
export const TRAP_FIELD = 'website';
/** Made with the page, so that what is sent twice counts once. */
export const ID_FIELD = 'submission';

const EMAIL = identityAttributes.find(({ key }) => key === 'email')!;

/** The form, as asked the first time or with what was typed and what is wrong with it. */
export function sendForm(
  reply: FastifyReply,
  page: {
    form: Form;
    vocabulary: Vocabulary;
    organization: string;
    submission: string;
    typed: Typed;
    problems: ReadonlyMap<string, string>;
  },
): FastifyReply {
  const { form, vocabulary, organization, submission, typed, problems } = page;
  const { title, intro, consent, button } = form.definition;
  const asked = (name: string, label: string, required: boolean) => ({
    name,
    label,
    required,
    problem: problems.get(name),
    typed,
  });
  return sendPage(reply, {
    title,
    organization,
    status: problems.size > 0 ? 422 : 200,
    body: html`${paragraphs(intro)} ${summary(problems)}
      <form class="fields" method="post" action="/f/${form.id}" novalidate>
        <input type="hidden" name="${ID_FIELD}" value="${submission}" />
        <div class="trap" aria-hidden="true">
          <label>Leave this empty <input name="${TRAP_FIELD}" tabindex="-1" autocomplete="off" /></label>
        </div>
        ${field(asked(EMAIL_FIELD, 'Email', true), EMAIL)}
        ${askedFields(form.definition, vocabulary).map(({ attribute, label, required }) =>
          field(asked(attribute.key, label, required), attribute),
        )}
        ${consent === '' ? null : consentField(asked(CONSENT_FIELD, consent, true))}
        <button>${button}</button>
      </form>
      <p class="soft">Your answers are kept encrypted.</p>`,
  });
}

/** The same for everybody: whether the address was known is nobody's business. */
export function sendThanks(reply: FastifyReply, form: Form, organization: string): FastifyReply {
  return sendPage(reply, {
    title: 'Thank you',
    organization,
    body: html`<div role="status">${paragraphs(form.definition.thanks)}</div>`,
  });
}

export function sendNoForm(reply: FastifyReply, organization: string): FastifyReply {
  return sendPage(reply, {
    title: 'This form is not here',
    organization,
    status: 404,
    body: html`<p>It may be closed, or the address may be incomplete. Please contact whoever gave it to you.</p>`,
  });
}

/** What could not be taken for its size, shape or number, in a sentence. */
export function sendRefused(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return sendPage(reply, { title: 'Not sent', organization: '', status, body: html`<p role="alert">${sentence}</p>` });
}

function summary(problems: ReadonlyMap<string, string>): Markup | null {
  if (problems.size === 0) return null;
  return html`<div class="summary" role="alert">
    <p><strong>Not sent yet. Please look at this:</strong></p>
    <ul>
      ${[...problems].map(([name, sentence]) => html`<li><a href="#${name}">${sentence}</a></li>`)}
    </ul>
  </div>`;
}

function paragraphs(text: string): Markup[] {
  return text
    .split(/\n\s*\n/)
    .filter((one) => one.trim() !== '')
    .map((one) => html`<p>${one.trim()}</p>`);
}
