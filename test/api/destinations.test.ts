import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { knownDestination, standingOf } from '#store/destinations/known.ts';
import { recordDestination } from '#store/destinations/record.ts';
import { suspectedCheck } from '#store/watch/checks/destinations.ts';
import { watch } from '#store/watch/run.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const as = (role: Role) =>
  createCaller(appRouter)({
    ...services,
    actor: { id: '01890000-0000-7000-8000-00000000000a', name: role, email: `${role}@stepwell.example`, role },
  });
const logged = (action: string) => sql<{ subject: string; details: unknown }[]>`
  select subject, details from audit where action = ${action} order by seq desc limit 1`;

describe('a destination that shows less than before', () => {
  it('raises an alert that names no domain, until a person accepts less and says why', async () => {
    await recordDestination(sql, { domain: 'fell.example', assurance: 'T3', details: {} });
    await recordDestination(sql, { domain: 'fell.example', assurance: 'T1', suspicion: 'fell', details: {} });
    const [problem] = (await watch(services, { thorough: true, only: [suspectedCheck] }))!;
    expect(problem).toMatchObject({ code: 'destination-suspected', details: { domains: 1 } });
    expect(JSON.stringify(problem)).not.toContain('fell.example');
    const { destinations } = await as('admin').destinations.list({});
    expect(destinations[0]).toMatchObject({ domain: 'fell.example', best: 'T3', assurance: 'T1', suspicion: 'fell' });
    await as('admin').destinations.accept({
      domain: 'fell.example',
      seen: 'T1',
      why: 'Their postmaster, by telephone',
    });
    expect(await knownDestination(sql, 'fell.example')).toEqual({ assurance: 'T1', best: 'T1' });
    expect((await logged('destination.accept'))[0]).toMatchObject({
      subject: 'destination:fell.example',
      details: { before: 'T3', after: 'T1', why: 'Their postmaster, by telephone' },
    });
    expect(await watch(services, { thorough: true, only: [suspectedCheck] })).toEqual([]);
  });
});

describe('a rule', () => {
  it('is set for the domain as it is looked up, and audited with what was before', async () => {
    const rule = { pinned: true, parallel: null, perMinute: 60 };
    await as('admin').destinations.setRule({ domain: ' @Münster.Example ', ...rule });
    expect(await standingOf(sql, 'xn--mnster-3ya.example')).toMatchObject({ pinned: true });
    expect((await logged('destination.rule'))[0]).toMatchObject({
      subject: 'destination:xn--mnster-3ya.example',
      details: { before: null, after: rule },
    });
  });

  it.each(['', 'localhost', '10.0.0.1', 'a b.example', '(relay)', '*.example'])('is refused for %j', async (domain) => {
    const rule = { domain, pinned: true, parallel: null, perMinute: null };
    await expect(as('admin').destinations.setRule(rule)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('who may', () => {
  it('see destinations are admins and compliance officers, and only admins change them', async () => {
    for (const role of ['marketer', 'designer', 'manager'] as const)
      expect(await failureOf(as(role).destinations.list({}))).toMatchObject({ code: 'FORBIDDEN' });
    await as('compliance').destinations.list({});
    const declare = { provesLastHop: true, why: 'Our contract says so' };
    expect(await failureOf(as('compliance').destinations.declareRelay(declare))).toMatchObject({ code: 'FORBIDDEN' });
    await as('admin').destinations.declareRelay(declare);
    expect((await logged('destination.relay'))[0]).toMatchObject({ details: declare });
    expect((await as('admin').destinations.list({})).relay).toEqual({ provesLastHop: true, used: false });
  });
});
