import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import type { Actor } from '#api/services.ts';
import { importTemplate } from '#api/templates/compile-draft.ts';
import { createCaller } from '#api/trpc.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { currentVersion } from '#store/templates/versions.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { orm, sql } = services.db;
const as = (role: Actor['role']) => {
  const actor: Actor = { id: services.newId(), name: 'Test', email: 'test@stepwell.example', role };
  return createCaller(appRouter)({ ...services, actor }).templates;
};
const designer = as('designer');
const mjml = (text: string) =>
  `<mjml lang="en"><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;
let made = 0;
const draft = (text: string) => ({ name: `Template ${made}`, topicPhi: 'P0' as const, subject: 'Hello', preheader: '', mjml: mjml(text) });
const create = (text: string) => {
  made++;
  return designer.create(draft(text));
};

describe('a template', () => {
  it('is published as an immutable version, which journeys send from then on', async () => {
    const { id } = await create('one');
    expect(await currentVersion(orm, draft('').name)).toBeNull();
    await designer.publish({ id, revision: 1 });
    const { revision } = await designer.save({ id, revision: 1, draft: draft('two') });
    expect((await currentVersion(orm, draft('').name))?.html).toContain('one');
    expect((await designer.publish({ id, revision })).version).toBe(2);
    expect((await currentVersion(orm, draft('').name))?.html).toContain('two');
    await expect(sql`update template_versions set html = 'x' where template_id = ${id}`).rejects.toThrow('append-only');
  });

  it('with an error is not published, and the findings say where', async () => {
    const { id } = await create('{{ contact.frist_name }}');
    const failure = await failureOf(designer.publish({ id, revision: 1 }));
    expect(failure.code).toBe('TEMPLATE_INVALID');
    expect(failure.details['findings']).toMatchObject([{ code: 'template.unknown-field', line: 1 }]);
    expect(await currentVersion(orm, draft('').name)).toBeNull();
  });

  it('is not overwritten by someone who began from an older revision', async () => {
    const { id } = await create('one');
    await designer.save({ id, revision: 1, draft: draft('theirs') });
    expect((await failureOf(designer.save({ id, revision: 1, draft: draft('mine') }))).code).toBe('REVISION_CONFLICT');
    expect((await failureOf(designer.publish({ id, revision: 1 }))).code).toBe('REVISION_CONFLICT');
    expect((await designer.get({ id })).mjml).toContain('theirs');
  });

  it('keeps its name once it was published, and names are not given twice', async () => {
    const { id } = await create('one');
    const name = draft('').name;
    expect((await failureOf(designer.create({ ...draft('x'), name }))).code).toBe('NAME_TAKEN');
    await designer.publish({ id, revision: 1 });
    const renamed = { id, revision: 1, draft: { ...draft('one'), name: 'Other' } };
    expect((await failureOf(designer.save(renamed))).code).toBe('IN_USE');
  });

  it('takes an old version back as a draft without changing what is sent', async () => {
    const { id } = await create('one');
    await designer.publish({ id, revision: 1 });
    const { revision } = await designer.save({ id, revision: 1, draft: draft('two') });
    await designer.publish({ id, revision });
    await designer.restore({ id, version: 1, revision });
    expect((await designer.get({ id })).mjml).toContain('one');
    expect((await currentVersion(orm, draft('').name))?.html).toContain('two');
  });

  it('is at least as sensitive as its author said the topic is', async () => {
    made++;
    const { id } = await designer.create({ ...draft('one'), topicPhi: 'P3' });
    await designer.publish({ id, revision: 1 });
    expect((await currentVersion(orm, draft('').name))?.phi).toBe('P3');
  });

  it('may be read but not changed by those whose role does not write', async () => {
    const { id } = await create('one');
    await expect(as('manager').get({ id })).resolves.toMatchObject({ id });
    expect((await failureOf(as('manager').save({ id, revision: 1, draft: draft('x') }))).code).toBe('FORBIDDEN');
    expect((await failureOf(as('compliance').publish({ id, revision: 1 }))).code).toBe('FORBIDDEN');
  });

  it('imported again unchanged stays the version it is', async () => {
    made++;
    const first = await importTemplate(services, draft('one'), null);
    expect((await importTemplate(services, draft('one'), null)).version).toBe(first.version);
    expect((await importTemplate(services, draft('two'), null)).version).toBe(first.version + 1);
  });
});

describe('the preview', () => {
  it('says which attributes a contact must have, and shows who lacks one what happens', async () => {
    const asked = { ...draft('{{ contact.phone }} {{ contact.first_name | default: "there" }}') };
    const { subject, preheader, mjml } = asked;
    const full = await designer.preview({ draft: { subject, preheader, mjml }, sample: 'full' });
    expect(full.required).toEqual(['phone']);
    expect(full.rendered?.text).toContain('Avery');
    expect(full.notice).not.toContain('Avery');
    const sparse = await designer.preview({ draft: { subject, preheader, mjml }, sample: 'sparse' });
    expect(sparse.rendered).toBeNull();
    expect(sparse.findings).toContainEqual(expect.objectContaining({ code: 'template.sample-missing' }));
  });
});
