import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import { HOLD_MS } from '#core/tracking/judge.ts';
import { decide } from '#core/delivery/policy.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Role } from '#core/roles.ts';
import type { TestRunAsk } from '#core/run/test-run.ts';
import { prepareBatch } from '#server/delivery/prepare.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { claimMessages } from '#store/messages/claim.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';
import { journey } from '../core/support.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
const ada = await rig.contact('ada@clearlake.example', { medication: 'lisinopril' });
const plain = await rig.contact('bo@oldmail.example', { medication: 'metformin' });
await sql`insert into destinations (domain, assurance, best, details, measured_at) values
  ('clearlake.example', 'T2', 'T2', '{}', stepwell_now()), ('oldmail.example', 'T0', 'T0', '{}', stepwell_now())`;

const settings: Partial<Graph['settings']> = { sender: 'Lakeview Clinic' };
const graph = journey(
  {
    mail: ['send-email', { template: 'Refill', purpose: 'treatment' }, { sent: 'listen' }],
    listen: [
      'wait-for-event',
      { event: { kind: 'click', step: 'mail' }, timeout: 'P3D' },
      { happened: 'again', timeout: 'out' },
    ],
    again: ['send-email', { template: 'Refill', purpose: 'treatment', sealedOnly: true }, { sent: 'out' }],
    out: ['end', {}],
  },
  settings,
);
const START = Date.UTC(2026, 5, 1, 15);
const DAY = 86_400_000;
const base = { graph, journeyId: rig.journeyId, version: null, start: START, until: null, events: [] };
const run = (ask: Partial<TestRunAsk> = {}) => services.testRun({ ...base, who: { contactId: ada.id }, ...ask });

const as = (role: Role) =>
  createCaller(appRouter)({
    ...services,
    actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role },
  });

async function everythingKept(): Promise<unknown> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
    order by 1`;
  const counts: Record<string, unknown> = {};
  for (const { name } of tables)
    counts[name] = (
      await sql.unsafe(`select count(*)::int as n, md5(string_agg(t::text, '' order by t::text)) as sum from ${name} t`)
    )[0];
  return counts;
}

describe('a test run', () => {
  it('shows the email as this contact would read it, and the method with what spoke against the others', async () => {
    const { path } = await run();
    const email = path[0]!.email!;
    expect(email.rendered).toMatchObject({ subject: 'Your refill' });
    expect(email.rendered!.html).toContain('Hello Ada, refill lisinopril now');
    expect(email.rendered!.text).toContain('lisinopril');
    expect(email.decision).toMatchObject({ method: 'tls', row: '8', reason: 'TLS_T2' });
    expect(email.decision!.rejected.map(({ method }) => method)).toEqual(['smime', 'pgp', 'portal', 'drop']);
    expect(email).toMatchObject({ phi: 'P2', state: 'sent', domain: 'clearlake.example', assumed: false });
    expect(email.because).toEqual(['uses:medication']);
  });

  it('writes nothing anywhere', async () => {
    const before = await everythingKept();
    await run({ events: [{ kind: 'click', step: 'mail', afterSend: 1000 }] });
    await run({ who: { contactId: plain.id } });
    expect(await everythingKept()).toEqual(before);
  });

  it('leaves no link in the email that leads to anything of ours', async () => {
    const { path } = await run();
    expect(path[0]!.email!.rendered!.html).not.toContain(services.config.publicUrl);
  });

  it('renders with the data of that virtual moment', async () => {
    const { path } = await run({
      events: [
        { kind: 'attribute', attribute: 'medication', value: 'warfarin', at: START + DAY },
        { kind: 'click', step: 'mail', at: START + 2 * DAY },
      ],
    });
    const [first, second] = path.flatMap(({ email }) => (email ? [email] : []));
    expect(first!.rendered!.text).toContain('lisinopril');
    expect(second!.rendered!.text).toContain('warfarin');
    expect(second!.at).toBe(START + 2 * DAY + HOLD_MS);
    expect(second!.decision).toMatchObject({ method: 'portal', reason: 'SEALED_ONLY' });
    expect(second!.notice!.html).not.toContain('warfarin');
  });

  it('stops where the virtual clock stands, and says when something next happens', async () => {
    const begun = await run({ until: 'start' });
    expect(begun.path.map(({ step }) => step)).toEqual(['mail', 'listen']);
    expect(begun).toMatchObject({ now: START, next: START + 3 * DAY });
    const on = await run({ until: begun.next });
    expect(on).toMatchObject({ now: START + 3 * DAY, next: null });
    expect(on.path.at(-1)).toMatchObject({ step: 'out', exitReason: 'completed' });
  });

  it('holds what no safe method could carry, and lets nobody act on an email that did not arrive', async () => {
    const { path } = await run({
      who: { contactId: plain.id },
      events: [{ kind: 'click', step: 'mail', afterSend: 1000 }],
    });
    expect(path[0]!.email).toMatchObject({ state: 'held', decision: { action: 'hold', reason: 'NO_SAFE_METHOD' } });
    expect(path[1]!.outlet).toBe('timeout');
  });

  it('says why a value that is missing stops an email, and shows none', async () => {
    const who = await rig.contact('cy@clearlake.example');
    const { path } = await run({ who: { contactId: who.id } });
    expect(path[0]!.email).toMatchObject({ state: 'held', rendered: null, decision: null });
    expect(path[0]!.email!.refusal).toContain('TEMPLATE_RENDER_FAILED');
  });

  it('asks a guard, suppression and authorization as of the virtual moment', async () => {
    const drawn = journey(
      {
        rest: ['wait-for-time', { mode: 'duration', duration: 'P9D' }, { done: 'guarded' }],
        guarded: [
          'send-email',
          { template: 'Open house', guard: { attribute: 'medication', op: 'eq', value: 'insulin' } },
          { sent: 'offer' },
        ],
        offer: ['send-email', { template: 'Refill', purpose: 'marketing' }, { sent: 'out' }],
        out: ['end', {}],
      },
      settings,
    );
    await sql`insert into authorizations (lane, contact_id, id, sealed, signed_at, expires_at) values
      (${ada.lane}, ${ada.id}, 'a', '\\x00', ${new Date(START - DAY).toISOString()}, ${new Date(START + 5 * DAY).toISOString()})`;
    const late = await run({ graph: drawn });
    expect(late.path[1]!.email).toMatchObject({ state: 'refused', refusal: 'GUARD' });
    expect(late.path[2]!.email!.decision).toMatchObject({ action: 'none', reason: 'NO_AUTHORIZATION' });
    const early = await run({ graph: drawn, start: START - 5 * DAY });
    expect(early.path[2]!.email!.decision).toMatchObject({ method: 'tls' });
    const dee = await rig.contact('dee@clearlake.example', { medication: 'x' });
    await addSuppression(sql, suppressionHash(services.seal, dee.email)!, 'all', 'test');
    const { path } = await run({ who: { contactId: dee.id } });
    expect(path[0]!.email!.decision).toMatchObject({ action: 'none', reason: 'SUPPRESSED' });
  });

  it('decides as the dispatcher does from the same facts, contact by contact', async () => {
    const people = [ada, plain, await rig.contact('eve@clearlake.example', { medication: 'y' })];
    await sql`insert into recipient_keys
      (lane, contact_id, kind, fingerprint, source, state, proof, attestation, sealed, address, found_at, verified_at) values
      (${people[2]!.lane}, ${people[2]!.id}, 'pgp', 'f00', 'enrolled', 'enrolled', 'attested', 'demo', '\\x00',
        ${addressHash(services.seal, people[2]!.email)}, stepwell_now(), stepwell_now())`;
    const sends = await rig.queue(people, { template: 'Refill', purpose: 'treatment' });
    const claimed = await claimMessages(sql, '00000000-0000-7000-8000-0000000000ee', { limit: 50, busy: [] });
    const prepared = await prepareBatch(
      services,
      claimed.filter(({ id }) => [...sends.values()].includes(id)),
    );
    const drawn = journey({ mail: ['send-email', { template: 'Refill', purpose: 'treatment' }, {}] }, settings);
    expect(prepared).toHaveLength(3);
    for (const { message, facts, domain } of prepared) {
      const assurance = domain === 'oldmail.example' ? 'T0' : 'T2';
      const planned = decide({ ...facts, assurance, noticeDeliverable: assurance !== 'T0' });
      const { path } = await run({ graph: drawn, start: await services.now(), who: { contactId: message.contactId } });
      expect(path[0]!.email!.decision).toEqual(planned);
    }
  });

  it('walks somebody invented whose mailbox is as one wishes', async () => {
    const method = async (mailbox: Record<string, unknown>) => {
      const synthetic = { sample: 'full' as const, values: { medication: 'z' }, mailbox };
      const { path } = await as('designer').journeys.simulateSynthetic({ graph, start: START, synthetic });
      return path[0]!.email!.decision!;
    };
    expect(await method({})).toMatchObject({ method: 'tls' });
    expect(await method({ key: 'pgp' })).toMatchObject({ method: 'pgp', reason: 'PREF_E2E' });
    expect(await method({ assurance: 'T1' })).toMatchObject({ method: 'portal', reason: 'FALLBACK_PORTAL' });
    expect(await method({ assurance: 'T0' })).toMatchObject({ action: 'hold' });
    expect(await method({ suppressed: true })).toMatchObject({ action: 'none', reason: 'SUPPRESSED' });
  });

  it('is refused with a real contact to roles without patient data, and audited for the others', async () => {
    for (const role of ['designer', 'manager'] as const)
      await expect(as(role).journeys.simulate({ graph, contactId: ada.id })).rejects.toThrow();
    const count = async () =>
      (await sql<{ n: number }[]>`select count(*)::int as n from audit where action = 'journey.simulate'`)[0]!.n;
    const before = await count();
    await as('marketer').journeys.simulate({ graph, contactId: ada.id, start: START });
    expect(await count()).toBe(before + 1);
  });
});
