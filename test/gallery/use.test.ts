import { describe, expect, it } from 'vitest';
import { readGallery } from '#api/gallery/read.ts';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { createSegment } from '#store/segments/create.ts';
import { createTemplate } from '#store/templates/create.ts';
import { demoOrganization } from '#test/support/organization.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { testServices } from '#test/support/services.ts';

// An installation nobody has filled: no attributes but the identity, no segments, lists, templates or senders.
const services = await testServices();
const { orm, sql } = services.db;
await demoOrganization(services);
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });

const inIt = async (table: 'segments' | 'templates' | 'lists' | 'journeys') =>
  (await sql<{ name: string }[]>`select name from ${sql(table)} order by name`).map((one) => one.name);

describe('the gallery in an empty installation', () => {
  it('says of each journey what is missing, and changes nothing by being looked at', async () => {
    const { journeys, senders } = await as('manager').gallery.list();
    expect(journeys).toHaveLength(16);
    expect(senders).toEqual([]);
    const nurture = journeys.find((one) => one.id === 're-engagement')!;
    expect(nurture.missing.templates).toEqual(['We have not seen you', 'Still want to hear from us']);
    expect(nurture.missing.segments).toContain('Drifted away');
    // The rule of “Drifted away” asks for it, and no step does.
    expect(nurture.missing.attributes).toContain('last_appointment');
    expect(await inIt('segments')).toEqual([]);
  });

  it('makes only the draft when the person does not say yes to more, with its problems told', async () => {
    const { problems, installed, id } = await as('marketer').gallery.use({
      id: 're-engagement',
      name: 'Come back',
      install: false,
    });
    expect(installed).toEqual([]);
    expect(problems).toBeGreaterThan(3);
    expect(await inIt('templates')).toEqual([]);
    const { draft } = await as('marketer').journeys.get({ id });
    expect(draft).toMatchObject({ name: 'Come back', settings: { timezone: 'America/Chicago' } });
    expect(draft.settings.sender).toBeUndefined();
  });

  it('leaves to an administrator what a marketer may not make', async () => {
    const { installed } = await as('marketer').gallery.use({ id: 'product-announcement', name: 'News', install: true });
    expect(new Set(installed.map((one) => one.kind))).toEqual(new Set(['lists', 'templates', 'segments']));
    // A rule about an attribute that is not there cannot be made; what remains shows as the draft's problem.
    expect(await inIt('segments')).toEqual(['Interested in video visits']);
    expect(await inIt('lists')).toEqual(['Newsletter']);
    const [attribute] = await sql`select 1 from attributes where key = 'marketing_authorization'`;
    expect(attribute).toBeUndefined();
  });

  it('makes everything for an administrator, and all that is left to do is a sender', async () => {
    for (const { id, graph } of await readGallery()) {
      await as('admin').gallery.use({ id, name: graph.name, install: true });
    }
    const left = await as('admin').gallery.list();
    for (const one of left.journeys) {
      expect([one.id, one.missing.templates, one.missing.segments, one.missing.attributes, one.missing.lists]).toEqual([
        one.id,
        [],
        [],
        [],
        [],
      ]);
      const [row] = await sql<{ id: string }[]>`select id from journeys where name = ${one.graph.name}`;
      const found = await as('admin').journeys.check({ id: row!.id });
      const problems = new Set(found.filter((each) => each.severity !== 'hint').map((each) => each.code));
      expect([one.id, problems]).toEqual([one.id, new Set(['send.no-sender'])]);
    }
    const actions = await sql<{ action: string }[]>`select distinct action from audit where actor = 'user:admin-1'`;
    expect(actions.map((one) => one.action)).toEqual(
      expect.arrayContaining([
        'attribute.create',
        'template.publish',
        'segment.create',
        'list.create',
        'journey.create',
      ]),
    );
  }, 120_000);
});

describe('using a ready journey', () => {
  it('never overwrites what exists under a name it needs', async () => {
    await sql`delete from segments where name = 'Call to confirm'`;
    await sql`update templates set name = 'Moved away' where name = 'Appointment tomorrow'`;
    const theirs = {
      name: 'Appointment tomorrow',
      topicPhi: 'P0',
      subject: 'Theirs',
      preheader: '',
      mjml: '',
    } as const;
    await createTemplate(orm, { id: services.newId(), draft: theirs });
    await createSegment(orm, { id: services.newId(), name: 'Call to confirm', description: 'Theirs', filter: null });
    const { installed, problems } = await as('admin').gallery.use({
      id: 'appointment-reminder',
      name: 'Reminder of ours',
      install: true,
    });
    expect(installed).toEqual([]);
    expect(problems).toBeGreaterThan(0);
    const [template] = await sql`select subject from templates where name = 'Appointment tomorrow'`;
    expect(template?.['subject']).toBe('Theirs');
    const [segment] = await sql`select description from segments where name = 'Call to confirm'`;
    expect(segment?.['description']).toBe('Theirs');
  });

  it('works its dates out from what it asks', async () => {
    const answers = { event: '2031-05-20T18:30' };
    const { id } = await as('marketer').gallery.use({
      id: 'event-reminder',
      name: 'Class of May',
      answers,
      install: false,
    });
    const { draft } = await as('marketer').journeys.get({ id });
    const until = (step: string) => draft.steps.find((one) => one.id === step)?.config['until'];
    expect([until('week-before'), until('day-before'), until('day-after')]).toEqual([
      '2031-05-13T10:00',
      '2031-05-19T10:00',
      '2031-05-21T10:00',
    ]);
    const refused = await failureOf(
      as('marketer').gallery.use({
        id: 'event-reminder',
        name: 'Class of never',
        answers: { event: 'soon' },
        install: false,
      }),
    );
    expect(refused.code).toBe('INVALID_INPUT');
    expect(await inIt('journeys')).not.toContain('Class of never');
  });

  it('is refused to roles that may not draw, for a name in use, and for a journey that is not there', async () => {
    for (const role of ['designer', 'manager', 'compliance'] as const) {
      const asked = as(role).gallery.use({ id: 'eob-notice', name: `By ${role}`, install: true });
      expect((await failureOf(asked)).code).toBe('FORBIDDEN');
    }
    const twice = as('marketer').gallery.use({ id: 'eob-notice', name: 'EOB notice', install: false });
    expect((await failureOf(twice)).code).toBe('NAME_TAKEN');
    const nowhere = as('marketer').gallery.use({ id: '../seed', name: 'Nowhere', install: false });
    expect((await failureOf(nowhere)).code).toBe('NOT_FOUND');
  });
});
