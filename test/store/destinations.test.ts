import { describe, expect, it } from 'vitest';
import { acceptDestination } from '#store/destinations/accept.ts';
import { knownDestination, standingOf } from '#store/destinations/known.ts';
import { listDestinations } from '#store/destinations/list.ts';
import { recordDestination } from '#store/destinations/record.ts';
import { setRule, sharesOfLimits } from '#store/destinations/rules.ts';
import { readRelay, saveRelay } from '#store/settings/relay.ts';
import { keepStsPolicy } from '#store/sts/keep.ts';
import { readStsPolicy } from '#store/sts/read.ts';
import { beat } from '#store/workers/beat.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { testServices } from '#test/support/services.ts';

const { db, newId } = await testServices();
const { sql } = db;
const shows = (domain: string, assurance: 'T0' | 'T1' | 'T2' | 'T3' | 'T4', suspicion: string | null = null) =>
  recordDestination(sql, { domain, assurance, suspicion, details: { host: `mx.${domain}` } });
const days = (domain: string, n: number) =>
  sql`update destinations set best_at = best_at - ${n} * interval '1 day' where domain = ${domain}`;

describe('the ratchet', () => {
  it('rises at once and does not fall by itself for thirty days', async () => {
    await shows('up.example', 'T2');
    await shows('up.example', 'T4');
    await shows('up.example', 'T1', 'fell');
    expect(await knownDestination(sql, 'up.example')).toEqual({ assurance: 'T1', best: 'T4' });
    await days('up.example', 29);
    await shows('up.example', 'T1', 'fell');
    expect(await standingOf(sql, 'up.example')).toEqual({ best: 'T4', pinned: false });
    await days('up.example', 2);
    expect(await standingOf(sql, 'up.example')).toMatchObject({ best: 'T1' });
    await shows('up.example', 'T1');
    await shows('up.example', 'T2');
    expect(await knownDestination(sql, 'up.example')).toEqual({ assurance: 'T2', best: 'T2' });
  });

  it('starts its thirty days anew each time that much is shown', async () => {
    await shows('again.example', 'T3');
    await days('again.example', 29);
    await shows('again.example', 'T3');
    await days('again.example', 29);
    expect(await standingOf(sql, 'again.example')).toMatchObject({ best: 'T3' });
  });

  it('is lowered by a person who accepts what is shown, and only that', async () => {
    await shows('down.example', 'T4');
    await shows('down.example', 'T2', 'fell');
    expect(await failureOf(acceptDestination(sql, 'down.example', 'T3'))).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await failureOf(acceptDestination(sql, 'nowhere.example', 'T3'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await acceptDestination(sql, 'down.example', 'T2')).toEqual({ before: 'T4' });
    expect(await knownDestination(sql, 'down.example')).toEqual({ assurance: 'T2', best: 'T2' });
    const [row] = await listDestinations(sql, { search: 'down.', limit: 5 });
    expect(row).toMatchObject({ suspicion: null, suspectedAt: null });
  });

  it('keeps since when an attack is suspected, and what a domain’s own DANE refuses is not accepted away', async () => {
    await shows('bad.example', 'T0', 'dane');
    const [first] = await listDestinations(sql, { search: 'bad.', limit: 5 });
    await shows('bad.example', 'T0', 'dane');
    await acceptDestination(sql, 'bad.example', 'T0');
    const [then] = await listDestinations(sql, { search: 'bad.', limit: 5 });
    expect(then).toMatchObject({ suspicion: 'dane', suspectedAt: first!.suspectedAt });
    await shows('bad.example', 'T4');
    expect((await listDestinations(sql, { search: 'bad.', limit: 5 }))[0]).toMatchObject({ suspicion: null });
  });
});

describe('a rule of the operator', () => {
  it('pins a domain that was never measured, limits it, and is gone when it says nothing', async () => {
    const rule = { pinned: true, parallel: 4, perMinute: 120 };
    expect(await setRule(sql, 'partner.example', rule, null)).toBeNull();
    expect(await standingOf(sql, 'partner.example')).toEqual({ best: null, pinned: true });
    expect((await sharesOfLimits(sql)).get('partner.example')).toEqual({ parallel: 4, perMinute: 120 });
    expect(await setRule(sql, 'partner.example', { pinned: false, parallel: null, perMinute: null }, null)).toEqual(
      rule,
    );
    expect(await standingOf(sql, 'partner.example')).toEqual({ best: null, pinned: false });
  });

  it('is shared by the workers that are alive', async () => {
    await setRule(sql, 'shared.example', { pinned: false, parallel: 2, perMinute: 90 }, null);
    for (let n = 0; n < 3; n++)
      await beat(sql, { id: newId(), name: `w${n}`, claimed: 0, p50: null, p99: null, clock: Date.now() });
    expect((await sharesOfLimits(sql)).get('shared.example')).toEqual({ parallel: 1, perMinute: 30 });
  });

  it('is listed with what was measured, suspected domains first, and a search takes no wildcards', async () => {
    await shows('zz.example', 'T1', 'fell');
    const [first] = await listDestinations(sql, { search: '', limit: 50 });
    expect(first?.suspicion).not.toBeNull();
    expect((await listDestinations(sql, { search: 'shared', limit: 50 }))[0]).toMatchObject({
      domain: 'shared.example',
      assurance: null,
      perMinute: 90,
    });
    expect(await listDestinations(sql, { search: '%', limit: 50 })).toEqual([]);
  });
});

describe('a policy of MTA-STS', () => {
  const policy = { id: '1', mode: 'enforce', mx: ['*.one.example'], maxAge: 600 } as const;

  it('is kept for as long as it says, and replaced by a newer one', async () => {
    expect(await readStsPolicy(sql, 'one.example')).toBeNull();
    await keepStsPolicy(sql, 'one.example', policy);
    expect(await readStsPolicy(sql, 'one.example')).toMatchObject({ policy });
    await keepStsPolicy(sql, 'one.example', { ...policy, id: '2', mode: 'testing' });
    expect((await readStsPolicy(sql, 'one.example'))?.policy).toMatchObject({ id: '2', mode: 'testing' });
    await sql`update sts_policies set fetched_at = fetched_at - interval '10 minutes'`;
    expect(await readStsPolicy(sql, 'one.example')).toBeNull();
  });
});

describe('that the relay proves the last hop', () => {
  it('is not so until it is declared, and what cannot be read is no declaration', async () => {
    expect(await readRelay(sql)).toEqual({ provesLastHop: false });
    await saveRelay(sql, { provesLastHop: true });
    expect(await readRelay(sql)).toEqual({ provesLastHop: true });
    await sql`update settings set value = '"yes"' where key = 'relay'`;
    expect(await readRelay(sql)).toEqual({ provesLastHop: false });
  });
});
