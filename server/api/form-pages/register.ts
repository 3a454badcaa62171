import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { type Form, findForm } from '#store/forms/find.ts';
import { submitForm } from '#store/forms/submit.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { foreign } from '../portal/foreign.ts';
import type { Services } from '../services.ts';
import { ID_FIELD, sendForm, sendNoForm, sendRefused, sendThanks, TRAP_FIELD } from './pages.ts';
import { first, readForm, type Typed } from './read-form.ts';

/** A page is asked, and sent in, from one address at most so often: more than a clinic's front desk needs. */
const GETS = { config: { rateLimit: { max: 300, timeWindow: '10 minutes' } } };
const POSTS = { config: { rateLimit: { max: 30, timeWindow: '10 minutes' } } };
/** Thirty fields of 2,000 characters would fit; more is refused before it is read. Bytes. */
const LARGEST = 64 << 10;

const params = z.object({ id: z.uuid() });
const submissionId = z.uuid();

/**
 * Hosted forms under /f. The page needs no script and keeps nothing in the browser; GET only shows, a POST from our own
 * page counts. Nothing on any page tells whether the person was known.
 */
export function registerForms(app: FastifyInstance, services: Services): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: LARGEST },
      async (_request: unknown, body: string) => typedOf(body),
    );
    scope.setErrorHandler(async (error: unknown, _request, reply) => {
      const status = error instanceof Failure ? 429 : statusOf(error);
      if (status === null) throw error;
      return sendRefused(reply, status, REFUSALS[status] ?? 'This cannot be taken. Open the form again and retry.');
    });

    scope.get('/f/:id', GETS, async (request, reply) => {
      const { form, organization } = await open(services, request);
      if (!form || form.state === 'closed') return sendNoForm(reply, organization);
      return show(services, reply, form, organization, services.newId(), NOTHING, NO_PROBLEMS);
    });
    scope.get('/f/:id/thanks', GETS, async (request, reply) => {
      const { form, organization } = await open(services, request);
      return form ? sendThanks(reply, form, organization) : sendNoForm(reply, organization);
    });
    scope.post('/f/:id', POSTS, async (request, reply) => {
      const { form, organization } = await open(services, request);
      if (!form || form.state === 'closed') return sendNoForm(reply, organization);
      if (foreign(request)) return sendRefused(reply, 403, 'This form can only be sent in from its own page.');
      return take(services, reply, form, organization, request.body instanceof Map ? (request.body as Typed) : NOTHING);
    });
  });
}

async function take(services: Services, reply: FastifyReply, form: Form, organization: string, typed: Typed) {
  const thanks = `/f/${form.id}/thanks`;
  // Whoever fills in what nobody sees is told what everybody is told, and nothing is kept.
  if (first(typed, TRAP_FIELD) !== '') return reply.redirect(thanks, 303);
  const id = submissionId.safeParse(first(typed, ID_FIELD));
  const vocabulary = await loadVocabulary(services.db.sql);
  const { email, answers, consent, problems } = readForm(form.definition, vocabulary, typed);
  const submission = id.success ? id.data : services.newId();
  if (problems.size > 0) return show(services, reply, form, organization, submission, typed, problems);
  await submitForm(services, form, { id: submission, email, answers, consent });
  return reply.redirect(thanks, 303);
}

async function show(
  services: Services,
  reply: FastifyReply,
  form: Form,
  organization: string,
  submission: string,
  typed: Typed,
  problems: ReadonlyMap<string, string>,
) {
  const vocabulary = await loadVocabulary(services.db.sql);
  return sendForm(reply, { form, vocabulary, organization, submission, typed, problems });
}

async function open({ db }: Services, request: FastifyRequest): Promise<{ form: Form | null; organization: string }> {
  const { organization } = await readSettings(db.orm);
  const parsed = params.safeParse(request.params);
  const form = parsed.success ? await findForm(db.orm, parsed.data.id).catch(missing) : null;
  return { form, organization: organization.name };
}

function missing(error: unknown): null {
  if (error instanceof Failure && error.code === 'NOT_FOUND') return null;
  throw error;
}

const NOTHING: Typed = new Map();
const NO_PROBLEMS: ReadonlyMap<string, string> = new Map();
const MOST_FIELDS = 500;

function typedOf(body: string): Typed {
  const typed = new Map<string, string[]>();
  for (const [name, value] of [...new URLSearchParams(body)].slice(0, MOST_FIELDS))
    typed.set(name, [...(typed.get(name) ?? []), value]);
  return typed;
}

const REFUSALS: Readonly<Record<number, string>> = {
  413: 'That was too much to send at once. Shorten your answers and try again.',
  415: 'This form can only be sent in from its own page.',
  429: 'That was too often. Wait a few minutes and try again.',
};

function statusOf(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : null;
}
