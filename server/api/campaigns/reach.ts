import { CAMPAIGN, type CampaignPlan, campaignGraph } from '#core/campaign/plan.ts';
import { ENVELOPE_FLOOR, reaches } from '#core/delivery/assurance.ts';
import { isPermitted, isSuppressed } from '#core/delivery/consent.ts';
import { messageClass } from '#core/delivery/message-class.ts';
import { decide } from '#core/delivery/policy.ts';
import { Failure } from '#core/failure.ts';
import { leadingAttributes } from '#core/graph/leading-attributes.ts';
import { needsOfFilters } from '#core/graph/needs.ts';
import type { PhiClass } from '#core/phi.ts';
import { reveal } from '#core/phi.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { type RenderableVersion, renderMessage } from '#mail/render/render.ts';
import { countCandidates } from '#store/audience/candidates.ts';
import { openMatcher, scanAudience } from '#store/audience/scan.ts';
import { openDestinations, recipientFacts } from '#store/campaigns/recipients.ts';
import { loadFacts } from '#store/facts/load.ts';
import { listSenders } from '#store/senders/list.ts';
import { readSettings } from '#store/settings/read.ts';
import { findTemplate } from '#store/templates/get.ts';
import { currentVersion } from '#store/templates/versions.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Services } from '../services.ts';

/** Whom a campaign would reach, and how: counts only. Each contact is in exactly one of `methods`, `unknown` and `not`. */
export interface Reach {
  /** In the audience, among those `examined` of `total`. */
  matched: number;
  examined: number;
  total: number;
  /** False when the time was up before everyone was looked at. */
  done: boolean;
  /** The class each email would have. */
  phi: PhiClass;
  /** By how it would go if it went now, from what was last measured. `hold`: no safe way, a person must look. */
  methods: Record<string, number>;
  /** Their domain was never measured; the connection decides. */
  unknown: number;
  /** Who will not get it, by the reason the outbox would give. */
  not: Record<string, number>;
  /** Who shares an address with another contact: counted besides. */
  shared: number;
}

/**
 * Looks at everyone of the audience as the outbox will, one query per kind and thousand contacts, and sends nothing. Stops
 * after `budgetMs` and says how far it came.
 * @throws Failure SEGMENT_INVALID, NOT_FOUND for an unknown template or sender, TEMPLATE_INVALID when it was never published
 */
export async function campaignReach(
  services: Services,
  plan: CampaignPlan,
  { budgetMs = Infinity }: { budgetMs?: number } = {},
): Promise<Reach> {
  const known = await ground(services, plan);
  const { candidates } = await openMatcher(services, plan.audience);
  const reach: Reach = {
    matched: 0,
    examined: 0,
    total: await countCandidates(services.db.sql, candidates),
    done: false,
    phi: known.phi,
    methods: {},
    unknown: 0,
    not: {},
    shared: 0,
  };
  const began = performance.now();
  for await (const batch of scanAudience(services, plan.audience)) {
    reach.examined += batch.examined;
    reach.matched += batch.matched.length;
    await judge(services, plan, known, batch.matched, reach);
    if (reach.examined < reach.total && performance.now() - began > budgetMs) return reach;
  }
  return { ...reach, total: Math.max(reach.total, reach.examined), done: true };
}

type Ground = Awaited<ReturnType<typeof ground>>;

/** What is the same for everyone. */
async function ground(services: Services, plan: CampaignPlan) {
  const { orm, sql } = services.db;
  const [settings, vocabulary, template, version, senders] = await Promise.all([
    readSettings(orm),
    loadVocabulary(orm),
    findTemplate(orm, plan.template),
    currentVersion(orm, plan.template),
    listSenders(orm),
  ]);
  const sender = senders.find((one) => one.name === plan.sender);
  if (!template) throw new Failure('NOT_FOUND', { template: plan.template });
  if (!version) throw new Failure('TEMPLATE_INVALID', { template: template.id }, 'This template is not published yet.');
  if (!sender) throw new Failure('NOT_FOUND', { sender: plan.sender });
  const { phi } = messageClass({
    vocabulary,
    uses: version.fields,
    tested: leadingAttributes(campaignGraph(plan, settings.organization.timezone), CAMPAIGN.email, vocabulary),
    declared: template.topicPhi,
    floors: [sender.floor],
  });
  const keys = new Set([...version.fields, 'email', 'language', 'timezone']);
  const attributes = new Set([...keys].filter((key) => vocabulary.attributes.has(key)));
  return { settings, version, sender, phi, attributes, destination: openDestinations(sql) };
}

async function judge(
  services: Services,
  plan: CampaignPlan,
  known: Ground,
  refs: readonly { lane: number; id: string }[],
  reach: Reach,
): Promise<void> {
  const { sql } = services.db;
  const add = (to: Record<string, number>, key: string) => (to[key] = (to[key] ?? 0) + 1);
  const needs = { ...needsOfFilters([], NOTHING), attributes: known.attributes };
  const facts = await loadFacts(sql, services.seal, refs, needs, () => add(reach.not, 'CONTACT_UNREADABLE'));
  const people = refs.flatMap((ref) => {
    const attributes = facts.get(ref.id)?.attributes;
    if (!attributes) return [];
    const values: Record<string, AttributeValue> = {};
    for (const [key, value] of Object.entries(attributes)) values[key] = reveal(value);
    const email = values['email'];
    return [{ ...ref, values, email: typeof email === 'string' ? email.trim() : null }];
  });
  const { keys, choices, authorized, suppressed, shared } = await recipientFacts(sql, services.seal, people);
  reach.shared += shared.size;
  for (const { id, values, email } of people) {
    const domain = email === null ? null : (parseAddress(email)?.domain ?? null);
    const assurance = domain === null ? null : await known.destination(domain);
    const missing = missingField(known, values);
    const decision = decide({
      phi: known.phi,
      policy: known.settings.policy,
      suppressed: isSuppressed(plan.purpose, suppressed.get(id)),
      permitted: isPermitted(plan.purpose, known.phi, authorized.has(id)),
      address: domain === null ? 'invalid' : 'valid',
      assurance: assurance ?? 'T0',
      suspectedMitm: false,
      keys: keys.get(id) ?? [],
      portalOnly: choices.get(id) === 'portal',
      sealedOnly: choices.get(id) === 'own-key',
      tlsExclusive: false,
      noticeDeliverable: assurance !== null && reaches(assurance, ENVELOPE_FLOOR),
    });
    if (decision.action === 'none') add(reach.not, email === null ? 'NO_EMAIL' : decision.reason);
    else if (missing !== null) add(reach.not, missing);
    else if (assurance === null) reach.unknown++;
    else if (decision.action === 'send' && decision.method) add(reach.methods, decision.method);
    else add(reach.methods, decision.action);
  }
}

/** `TEMPLATE_RENDER_FAILED:FIELD` when this contact lacks a value the email prints. */
function missingField({ version, sender, settings }: Ground, contact: Record<string, AttributeValue>): string | null {
  try {
    renderMessage(
      version satisfies RenderableVersion,
      {
        contact,
        sender: { name: sender.fromName, address: sender.address },
        organization: settings.organization,
        links: { unsubscribe: 'https://unsubscribe.invalid', portal: 'https://portal.invalid' },
      },
      null,
    );
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const field = typeof error.details['field'] === 'string' ? `:${error.details['field']}` : '';
    return `${error.code}${field}`;
  }
}

const NOTHING = { attributes: new Map(), lists: new Set<string>(), segments: new Map() };
