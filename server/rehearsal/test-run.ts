import { Failure } from '#core/failure.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import { laneOf } from '#core/lane.ts';
import type { Sending } from '#core/run/rehearse.ts';
import { simulateUntil } from '#core/run/simulate.ts';
import type { TestEmail, TestRun, TestRunAsk } from '#core/run/test-run.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import { portalNotice } from '#mail/render/notice.ts';
import { renderMessage } from '#mail/render/render.ts';
import type { Services } from '#api/services.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { openJourneys } from '#store/journeys/open.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type Mailbox, type Planned, type Planner, openPlanner } from '../delivery/plan.ts';
import { NOBODY, syntheticFacts, syntheticMailbox } from './synthetic.ts';

/**
 * The path one contact would take through a drawing on a virtual clock, with each email as they would read it and the
 * method it would go by. The same interpreter, renderer and selector as in earnest; nothing is written, sent or measured.
 * It may read patient data: the caller leaves the audit entry.
 * @throws Failure NOT_FOUND, JOURNEY_FILE_INVALID, SEGMENT_INVALID
 */
export async function testRun(services: Services, ask: TestRunAsk): Promise<TestRun> {
  const { db } = services;
  const prepared = prepare(ask.graph);
  const vocabulary = await loadVocabulary(db.sql);
  const journeyId = ask.journeyId ?? NOBODY;
  const plan = ask.version === null ? NO_PLAN : (await readVersion(db.sql, journeyId, ask.version)).plan;
  const planner = await openPlanner(services, { id: journeyId, prepared, plan, vocabulary });
  const needs = needsOf(prepared, vocabulary);
  for (const key of planner.attributes) needs.attributes.add(key);
  const start = ask.start ?? (await services.now());
  const until = ask.until === 'start' ? start : ask.until;
  const facts =
    'synthetic' in ask.who
      ? syntheticFacts(ask.who.synthetic, vocabulary, start)
      : await factsOf(services, ask.who.contactId, needs);
  const mailbox =
    'synthetic' in ask.who ? syntheticMailbox(ask.who.synthetic) : await mailboxOf(planner, facts, ask.events);
  const emails = new Map<string, TestEmail>();
  const { path, next } = simulateUntil({
    prepared,
    facts,
    vocabulary,
    start,
    events: ask.events,
    until: until ?? undefined,
    journeyId,
    open: await openJourneys(db.sql),
    deliver: (sending) => {
      const planned = planner.plan(sending, mailbox);
      emails.set(sending.id, emailOf(sending, planned));
      return planned.result;
    },
  });
  const reached = path.reduce((latest, { enteredAt, leftAt }) => Math.max(latest, leftAt ?? enteredAt), start);
  return {
    start,
    now: Math.max(reached, until ?? reached),
    next,
    path: path.map((stop) => ({ ...stop, email: emails.get(`${stop.step}#${stop.visit}`) ?? null })),
  };
}

async function factsOf(
  { db, seal }: Services,
  contactId: string,
  needs: ReturnType<typeof needsOf>,
): Promise<ContactFacts> {
  const who = { lane: laneOf(contactId), id: contactId };
  const facts = (await loadFacts(db.sql, seal, [who], needs)).get(contactId);
  if (!facts) throw new Failure('NOT_FOUND', { contact: contactId });
  return facts;
}

/** With the addresses they are supposed to change to: those may be suppressed, or lie at another domain. */
async function mailboxOf(planner: Planner, facts: ContactFacts, events: TestRunAsk['events']): Promise<Mailbox> {
  const addresses = events.flatMap(({ attribute, value }) => (attribute === 'email' && value ? [value] : []));
  return (await planner.mailboxes([facts], addresses)).get(facts.contactId)!;
}

function emailOf({ command, now }: Sending, planned: Planned): TestEmail {
  const { facts, decision, refusal, letter, phi, because, domain } = planned;
  const { assurance, suspectedMitm, suppressed, permitted, address } = facts;
  return {
    at: now,
    template: command.template,
    rendered: letter && rendered(letter),
    notice: letter && decision?.method === 'portal' ? portalNotice(letter.organization, letter.links.portal) : null,
    state: planned.result.state,
    refusal: refusal?.reason ?? null,
    decision,
    facts: { assurance, suspectedMitm, suppressed, permitted, address },
    phi,
    because,
    domain,
    assumed: planned.measured === null && refusal === null,
  };
}

/** As it goes out, but for the tracking: a test run has no links that lead anywhere of ours. */
function rendered(letter: NonNullable<Planned['letter']>): TestEmail['rendered'] {
  try {
    return renderMessage(letter.version, letter.values, null);
  } catch (error) {
    // A value it needs is missing: the refusal names the field.
    if (error instanceof Failure) return null;
    throw error;
  }
}
