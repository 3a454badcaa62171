import { isCommercial, isPermitted, isSuppressed } from '#core/delivery/consent.ts';
import type { DeliveryFacts, KeyFact } from '#core/delivery/facts.ts';
import { type MessageClass, messageClass } from '#core/delivery/message-class.ts';
import { tlsFloor } from '#core/delivery/assurance.ts';
import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import { testedOnTheWay } from '#core/graph/carried.ts';
import type { ClaimedMessage, Prepared, Refusal } from '#engine/dispatch/world.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { linksOf } from '#mail/links.ts';
import { missingFooter } from '#mail/render/footer.ts';
import { renderMessage } from '#mail/render/render.ts';
import type { Services } from '#api/services.ts';
import type { ContactValues } from '#store/contacts/open.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { guardsHold } from './guards.ts';
import { type Letter, nameOf } from './letter.ts';
import {
  type BatchFacts,
  type JourneyNow,
  type OpenedContact,
  type TemplateNow,
  readBatch,
  senderOf,
} from './read-batch.ts';

/**
 * Everything known of a claimed batch before any connection: consent, suppression, authorization, guard and sender
 * looked at again, class worked out, and each message rendered once so that one that cannot be is stopped here.
 */
export async function prepareBatch(services: Services, batch: readonly ClaimedMessage[]): Promise<Prepared<Letter>[]> {
  const known = await readBatch(services, batch);
  const guards = await guardsHold(services, batch, known);
  return batch.map((message) =>
    prepareOne(message, known, {
      guard: guards.get(message.id) ?? null,
      links: linksOf(services.seal, services.config.publicUrl, message),
      hash: (email) => suppressionHash(services.seal, email)!,
    }),
  );
}

/** What is particular to one message, and how its recipient's address is hashed. */
interface Particular {
  guard: Refusal | null;
  links: Letter['links'];
  hash: (email: string) => Uint8Array;
}

/**
 * One message, from what is known of its batch: the same whether it was claimed from the outbox or is only being
 * rehearsed, so a forecast cannot say anything else than the dispatcher does.
 */
export function prepareOne(
  message: ClaimedMessage,
  known: BatchFacts,
  { guard, links, hash }: Particular,
): Prepared<Letter> {
  const contact = known.contacts.get(message.contactId);
  const template = known.templates.get(message.template);
  const signer = known.signers.get(senderOf(message, known.journeys) ?? '') ?? null;
  const email = contact?.values?.['email'];
  const parts = typeof email === 'string' ? parseAddress(email.trim()) : null;
  const commercial = isCommercial(message.purpose);
  const { phi, because } = classOf(message, known, template, signer?.floor);
  const keys = known.keys.get(message.contactId) ?? [];
  const choice = known.choices.get(message.contactId);
  const scopes = known.suppressed.get(message.contactId);
  const policy = known.settings?.policy ?? null;
  const facts: DeliveryFacts = {
    phi,
    policy,
    suppressed: isSuppressed(message.purpose, scopes, signer?.id ?? null),
    permitted: isPermitted(message.purpose, phi, known.authorized.has(message.contactId)),
    address: parts ? 'valid' : 'invalid',
    assurance: 'T0',
    suspectedMitm: false,
    keys: keys.map(keyFact),
    portalOnly: message.portalOnly || choice === 'portal',
    sealedOnly: message.sealedOnly || choice === 'own-key',
    tlsExclusive: message.tlsExclusive,
    noticeDeliverable: false,
  };
  const base = {
    message,
    facts,
    phi,
    domain: parts?.domain ?? null,
    wanted: (policy && tlsFloor(phi, policy)) ?? 'T1',
  } as const;
  const refusal =
    refusalOf(message, known, { contact, template, signer: signer !== null, guard }) ??
    sharedAddress(message, known, facts);
  if (refusal || !contact?.values || !template || !signer || !parts || !known.settings) {
    return { ...base, refusal, letter: null };
  }
  const letter: Letter = {
    contact: { lane: message.lane, id: contact.id, wrappedKey: contact.wrappedKey, keyVersion: contact.keyVersion },
    name: nameOf(contact.values),
    address: `${parts.local}@${parts.domain}`,
    parts,
    values: valuesOf(contact.values, signer, known.settings.organization, links),
    version: template,
    signer,
    organization: known.settings.organization,
    policy: known.settings.policy,
    phi,
    because,
    keys,
    links,
    messageId: `<${message.id}@${signer.domain}>`,
    suppressionHash: hash(String(email)),
    commercial,
    mayOptOut: message.purpose !== 'treatment',
  };
  return { ...base, refusal: withoutFooter(letter) ?? renderable(letter), letter };
}

function refusalOf(
  message: ClaimedMessage,
  known: BatchFacts,
  found: {
    contact: OpenedContact | undefined;
    template: TemplateNow | undefined;
    signer: boolean;
    guard: Refusal | null;
  },
): Refusal | null {
  if (known.journeys.get(message.id)?.state === 'ended') return { state: 'refused', reason: 'JOURNEY_ENDED' };
  if (!found.contact) return { state: 'refused', reason: 'CONTACT_DELETED' };
  if (!found.contact.values) return { state: 'held', reason: 'CONTACT_UNREADABLE' };
  if (found.guard) return found.guard;
  if (!found.template) return { state: 'held', reason: 'TEMPLATE_MISSING' };
  if (!found.signer) return { state: 'held', reason: 'SENDER_UNVERIFIED' };
  return null;
}

/** About a patient, to an address that another contact reads too: held until a person says that this is meant. */
function sharedAddress(message: ClaimedMessage, { shared }: BatchFacts, { phi, suppressed, permitted }: DeliveryFacts) {
  if (!shared.has(message.contactId) || phi === 'P0' || suppressed || !permitted) return null;
  return { state: 'held', reason: 'SHARED_ADDRESS' } as const;
}

function classOf(
  message: ClaimedMessage,
  { vocabulary, journeys }: BatchFacts,
  template: TemplateNow | undefined,
  floor: string | undefined,
): MessageClass {
  const drawn = journeys.get(message.id)?.drawn;
  const tested = drawn ? testedOn(drawn, message.step, vocabulary) : null;
  return messageClass({
    vocabulary,
    uses: template?.fields ?? null,
    tested,
    declared: template?.topicPhi,
    floors: [floor],
  });
}

type Drawn = NonNullable<JourneyNow['drawn']>;

/** Worked out once for all messages of a step in a batch. */
const tests = new WeakMap<Vocabulary, WeakMap<Graph, Map<string, Set<string> | null>>>();

function testedOn({ prepared, plan }: Drawn, step: string, vocabulary: Vocabulary): Set<string> | null {
  const { graph } = prepared;
  const ofWords = tests.get(vocabulary) ?? new WeakMap<Graph, Map<string, Set<string> | null>>();
  tests.set(vocabulary, ofWords);
  const ofGraph = ofWords.get(graph) ?? new Map<string, Set<string> | null>();
  ofWords.set(graph, ofGraph);
  let found = ofGraph.get(step);
  if (found === undefined) {
    try {
      found = testedOnTheWay(graph, plan, step, vocabulary);
    } catch {
      // A rule on the way that cannot be read may have tested anything: unknown, so P2.
      found = null;
    }
    ofGraph.set(step, found);
  }
  return found;
}

function valuesOf(
  values: ContactValues,
  signer: NonNullable<Letter['signer']>,
  organization: Letter['organization'],
  links: Letter['links'],
): Letter['values'] {
  const text = (key: string) => (typeof values[key] === 'string' ? values[key] : null);
  return {
    contact: values,
    sender: { name: signer.fromName, address: signer.address },
    organization: { name: organization.name, address: organization.address },
    links: { unsubscribe: links.unsubscribe, portal: links.portal },
    language: text('language'),
    zone: text('timezone') ?? organization.timezone,
  };
}

/** CAN-SPAM: a commercial mail that would not show where we are and how to be left alone does not go. */
function withoutFooter({ commercial, organization, version }: Letter): Refusal | null {
  if (!commercial) return null;
  if (organization.address.trim() === '') return { state: 'held', reason: 'NO_POSTAL_ADDRESS' };
  const missing = missingFooter(version);
  if (missing === null) return null;
  return { state: 'held', reason: missing === 'address' ? 'NO_POSTAL_ADDRESS' : 'NO_UNSUBSCRIBE' };
}

/** A value the template needs and the contact lacks blocks the send. */
function renderable(letter: Letter): Refusal | null {
  try {
    renderMessage(letter.version, letter.values, null);
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const field = typeof error.details['field'] === 'string' ? `:${error.details['field']}` : '';
    return { state: 'held', reason: `${error.code}${field}` };
  }
}

function keyFact({ kind, source, fingerprint, usable, problem }: KeyFact): KeyFact {
  return { kind, source, fingerprint, usable, problem };
}
