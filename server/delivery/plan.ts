import { looksTampered, reaches } from '#core/delivery/assurance.ts';
import { endingOf } from '#core/delivery/ending.ts';
import type { Assurance, Decision, DeliveryFacts } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import type { PreparedGraph } from '#core/graph/prepare.ts';
import { NO_PLAN, type VersionPlan } from '#core/graph/version-plan.ts';
import { laneOf } from '#core/lane.ts';
import type { DeliveryChoice } from '#core/keys/life.ts';
import { type PhiClass, reveal } from '#core/phi.ts';
import type { SendResult, Sending } from '#core/run/rehearse.ts';
import type { AttributeValue, ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { stepType } from '#core/steps/registry.ts';
import type { ClaimedMessage, Refusal } from '#engine/dispatch/world.ts';
import type { MessageLinks } from '#mail/links.ts';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { type KnownDestination, RELAY, knownDestinations } from '#store/destinations/known.ts';
import { loadChoices } from '#store/recipient-keys/choice.ts';
import { type StoredKey, keysFor, loadKeys } from '#store/recipient-keys/load.ts';
import { type Signer, loadSigner } from '#store/senders/signer.ts';
import { readSettings } from '#store/settings/read.ts';
import { demoKeyToCome } from './demo-keys.ts';
import { guardRefuses } from './guards.ts';
import type { Letter } from './letter.ts';
import { prepareOne } from './prepare.ts';
import {
  type BatchFacts,
  type InForce,
  type JourneyNow,
  isInForce,
  readAuthorizations,
  readSuppressions,
  readTemplates,
} from './read-batch.ts';

/** What would become of one email, by the dispatcher's own functions. */
export interface Planned {
  result: Pick<SendResult, 'state' | 'reason' | 'method' | 'event'>;
  /** Why it was stopped before anything about the connection mattered. */
  refusal: Refusal | null;
  /** Null when refused. */
  decision: Decision | null;
  facts: DeliveryFacts;
  phi: PhiClass;
  /** What raised the class: keys, never values. */
  because: readonly string[];
  domain: string | null;
  /** What the domain last proved; null: never measured, so the dispatcher's own assumption is taken. */
  measured: Assurance | null;
  /** All that is needed to render it; null when refused before that. */
  letter: Letter | null;
}

/** What bears on a choice and is not in a contact's attributes. */
export interface Mailbox {
  keys: readonly StoredKey[];
  choice: DeliveryChoice;
  authorizations: readonly InForce[];
  suppressed(email: AttributeValue | undefined): ReadonlySet<string> | undefined;
  destination(domain: string): KnownDestination | null;
  /** Another contact has the same address, and nobody said that this is meant. */
  shared: boolean;
}

export interface Planner {
  /** Attributes that must be among the facts: what the templates print, and how people are addressed. */
  attributes: ReadonlySet<string>;
  /** @param extra addresses that contacts may come to have besides their own. */
  mailboxes(facts: Iterable<ContactFacts>, extra?: readonly AttributeValue[]): Promise<Map<string, Mailbox>>;
  plan(sending: Sending, mailbox: Mailbox): Planned;
}

/** As the dispatcher plans before it has connected: the best that is commonly there. Only what is measured authorizes. */
const ASSUMED: Assurance = 'T2';

/**
 * Plans the emails of one drawing without sending, measuring or writing anything. What is known of recipients is loaded for
 * thousands at a time; the plan itself is pure.
 */
export async function openPlanner(
  services: Services,
  journey: { id: string; prepared: PreparedGraph; plan?: VersionPlan; vocabulary: Vocabulary },
): Promise<Planner> {
  const { db, seal } = services;
  const { prepared, vocabulary, plan = NO_PLAN } = journey;
  const sends = sendsOf(prepared);
  const names = [...new Set(sends.map((one) => one.sender ?? prepared.graph.settings.sender))];
  const [settings, templates, signers] = await Promise.all([
    readSettings(db.orm).catch(() => null),
    readTemplates(services, [...new Set(sends.map((one) => one.template))]),
    Promise.all(
      names.flatMap((name) =>
        name === undefined
          ? []
          : [
              loadSigner(db.orm, seal, name).then(
                (one) => [name, one] as const,
                () => null,
              ),
            ],
      ),
    ),
  ]);
  const drawn = { prepared, plan };
  const known: KnownOfAll = {
    settings,
    vocabulary,
    templates,
    signers: new Map<string, Signer | null>(signers.filter((one) => one !== null)),
  };
  const relayed = services.config.delivery === 'relay';
  const destinations = new Map<string, KnownDestination | null>();
  const attributes = new Set(ADDRESSING);
  for (const { fields } of templates.values()) for (const field of fields) attributes.add(field);

  return {
    attributes,
    async mailboxes(facts, extra = []) {
      const contacts = [...facts];
      const who = contacts.map((one) => ({ lane: laneOf(one.contactId), id: one.contactId }));
      const emails = [...contacts.map((one) => valueOf(one, 'email')), ...extra];
      const [keys, choices, authorizations, suppressed, sharing] = await Promise.all([
        loadKeys(db.sql, who),
        loadChoices(db.sql, who),
        readAuthorizations(services, who),
        readSuppressions(services, emails),
        sharingAddresses(
          db.sql,
          seal,
          contacts.map((one) => ({ id: one.contactId, address: valueOf(one, 'email') })),
        ),
      ]);
      const all = relayed ? [RELAY] : emails.flatMap((one) => domainOf(one) ?? []);
      const asked = [...new Set(all)].filter((one) => !destinations.has(one));
      const found = await knownDestinations(db.sql, asked);
      for (const domain of asked) destinations.set(domain, found.get(domain) ?? null);
      return new Map(
        contacts.map((one) => {
          const demo = keys.has(one.contactId) ? null : demoKeyToCome(services, valueOf(one, 'email'));
          const mailbox: Mailbox = {
            keys: keys.get(one.contactId) ?? (demo ? [demo] : []),
            choice: choices.get(one.contactId) ?? 'inbox',
            authorizations: authorizations.get(one.contactId) ?? [],
            suppressed,
            destination: (domain) => destinations.get(relayed ? RELAY : domain) ?? null,
            shared: sharing.get(one.contactId)?.confirmed === false,
          };
          return [one.contactId, mailbox];
        }),
      );
    },
    plan: (sending, mailbox) => planOne(seal, journey.id, drawn, { ...known, relayed }, sending, mailbox),
  };
}

/** What a batch and a rehearsal know alike of all messages of a drawing. */
type KnownOfAll = Omit<
  BatchFacts,
  'now' | 'journeys' | 'contacts' | 'keys' | 'choices' | 'authorized' | 'suppressed' | 'shared'
>;

function planOne(
  seal: Services['seal'],
  journeyId: string,
  drawn: NonNullable<JourneyNow['drawn']>,
  known: KnownOfAll & { relayed: boolean },
  { command, id, facts, now, last }: Sending,
  mailbox: Mailbox,
): Planned {
  const { contactId } = facts;
  const { kind: _, ...send } = command;
  const lane = laneOf(contactId);
  const message: ClaimedMessage = {
    ...send,
    lane,
    contactId,
    id,
    enrollmentId: '',
    journeyId,
    attempt: 1,
    firstAt: now,
    resendOf: null,
    version: null,
  };
  const values = Object.fromEntries(Object.entries(facts.attributes).map(([key, value]) => [key, reveal(value)]));
  const scopes = mailbox.suppressed(values['email']);
  const contact = { id: contactId, lane, sealed: NOTHING, wrappedKey: NOTHING, keyVersion: 0, values };
  const batch: BatchFacts = {
    ...known,
    now,
    journeys: new Map([[id, { state: 'live', drawn }]]),
    contacts: new Map([[contactId, contact]]),
    keys: new Map([[contactId, keysFor(seal, mailbox.keys, values['email']).map((key) => asOf(key, now))]]),
    choices: new Map([[contactId, mailbox.choice]]),
    authorized: new Set(isInForce(mailbox.authorizations, now) ? [contactId] : []),
    suppressed: new Map(scopes ? [[contactId, scopes]] : []),
    shared: new Set(mailbox.shared ? [contactId] : []),
  };
  const { zone } = drawn.prepared;
  const options = { vocabulary: known.vocabulary, now, zone, journey: journeyId, lastSend: last };
  const guard = command.guard === null ? null : guardRefuses(command.guard, facts, options);
  const ready = prepareOne(message, batch, { guard, links: LINKS, hash: () => NOTHING });
  const { domain, refusal, letter } = ready;
  const cached = domain === null ? null : mailbox.destination(domain);
  const base = {
    phi: ready.phi ?? 'P2',
    because: letter?.because ?? [],
    domain,
    measured: cached?.assurance ?? null,
    letter,
  };
  if (refusal)
    return {
      ...base,
      facts: ready.facts,
      refusal,
      decision: null,
      result: { state: refusal.state, reason: refusal.reason, method: 'none', event: null },
    };
  // A relay that never proved anything is taken for one that does not.
  const assurance = cached?.assurance ?? (known.relayed ? 'T1' : ASSUMED);
  const relayUnproven = known.relayed && !reaches(assurance, 'T2');
  const suspectedMitm = cached !== null && !known.relayed && looksTampered(cached.best, cached.assurance);
  const noticeDeliverable = reaches(assurance, 'T1') && !suspectedMitm;
  const measured: DeliveryFacts = {
    ...ready.facts,
    assurance,
    suspectedMitm,
    noticeDeliverable,
    ...(relayUnproven ? { relayUnproven } : {}),
  };
  const decision = decide(measured);
  const { state, event } = endingOf(decision);
  return {
    ...base,
    facts: measured,
    refusal: null,
    decision,
    result: { state, reason: decision.reason, method: decision.method ?? 'none', event },
  };
}

/** A key as it will be at that moment: one that expires on the way is not usable after it. */
function asOf(key: StoredKey, at: number): StoredKey {
  const expired = key.usable && key.expiresAt !== null && key.expiresAt <= at;
  return expired ? { ...key, usable: false, problem: 'expired' } : key;
}

const NOTHING = new Uint8Array();
const ADDRESSING = ['email', 'first_name', 'last_name', 'language', 'timezone'];

/** Stand in for the message's own links: a rehearsed email must hold nothing that works. */
const LINKS: MessageLinks = {
  open: 'about:blank',
  click: () => 'about:blank',
  unsubscribe: 'https://portal.example/u/test-run',
  portal: 'https://portal.example/p/test-run',
};

function sendsOf({ steps }: PreparedGraph): { template: string; sender: string | undefined }[] {
  return [...steps.values()].flatMap(({ node }) => {
    if (node.type !== 'send-email') return [];
    const config = stepType(node.type)?.config.safeParse(node.config);
    return config?.success ? [config.data as { template: string; sender: string | undefined }] : [];
  });
}

function valueOf({ attributes }: ContactFacts, key: string): AttributeValue | undefined {
  const sealed = attributes[key];
  return sealed === undefined ? undefined : reveal(sealed);
}

function domainOf(email: AttributeValue | undefined): string | null {
  return typeof email === 'string' ? (parseAddress(email.trim())?.domain ?? null) : null;
}
