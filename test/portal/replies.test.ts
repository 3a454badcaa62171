import { describe, expect, it } from 'vitest';
import { createCaller } from '#api/trpc.ts';
import { appRouter } from '#api/router.ts';
import type { Role } from '#core/roles.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { browser } from '#test/support/browser.ts';
import { CANARY, portalRig } from './rig.ts';

const { web, app, sql, waiting, reader, mails, codeOf, eventsOf, auditOf, services } = await portalRig();
const CALL = 'Reply-canary-9931: please call me';
const PDF = '%PDF-1.7 canary-file-5512';
const call = createCaller(appRouter);
const as = async (role: Role) => {
  const id = `u-${role}`;
  await sql`insert into users (id, name, email, role) values (${id}, ${`The ${role}`}, ${`${role}@lakeview.example`}, ${role}) on conflict do nothing`;
  return call({ ...web, actor: { id, name: `The ${role}`, email: `${role}@lakeview.example`, role } });
};
const newId = () => services.newId();

describe('a secure reply', () => {
  it('arrives sealed in the inbox of the sender identity, wakes who waits for it, and comes once however often it is sent', async () => {
    const one = await waiting();
    const user = await reader(one);
    const reply = newId();
    const file = { name: '../scan.pdf', type: 'text/html', bytes: PDF };
    const sent = await user.upload(`${user.place}/reply`, { reply, text: CALL }, [file]);
    expect(sent.headers['location']).toBe(`${user.place}?sent=1#reply`);
    // The answer got lost, the page's script tries again.
    const again = await user.upload(`${user.place}/reply`, { reply, text: CALL }, [file], { 'x-portal': '1' });
    expect(JSON.parse(again.body)).toEqual({ to: `${user.place}?sent=1#reply` });
    const rows = await sql`
      select r.source, r.proof, r.state, s.name as sender, r.message_id, r::text as row from replies r
      left join senders s on s.id = r.sender_id where r.contact_id = ${one.contact.id}`;
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      source: 'portal',
      proof: 'portal',
      state: 'new',
      sender: 'Lakeview Clinic',
      message_id: one.messageId,
    });
    for (const secret of [CALL, PDF])
      expect(String(rows[0]!['row'])).not.toContain(Buffer.from(secret).toString('hex'));
    expect(await eventsOf(one.contact, 'reply')).toEqual([{ kind: 'reply', step: 'mail', message_id: one.messageId }]);
    expect((await user.get(user.place)).body).toContain(CALL);
    expect(await auditOf(one.contact, 'portal.reply')).toMatchObject([
      { actor: `recipient:${one.contact.id}`, details: { files: 1 } },
    ]);
  });

  it('takes no file of another kind, too many or too large, and gives back what was written', async () => {
    const one = await waiting();
    const user = await reader(one);
    const attempt = (files: { name: string; type: string; bytes: string }[], text = CALL) =>
      user.upload(`${user.place}/reply`, { reply: newId(), text }, files);
    const page = await attempt([{ name: 'x.pdf', type: 'application/pdf', bytes: '<html><script>1</script>' }]);
    expect(page.status).toBe(400);
    expect(page.body).toContain('x.pdf');
    expect(page.body).toContain(CALL);
    const many = Array.from({ length: 6 }, (_, i) => ({ name: `${i}.txt`, type: 'text/plain', bytes: 'a' }));
    expect((await attempt(many)).status).toBe(400);
    const large = [{ name: 'a.txt', type: 'text/plain', bytes: 'a'.repeat((10 << 20) + 1) }];
    expect((await attempt(large)).status).toBe(400);
    expect((await attempt([], '   ')).status).toBe(400);
    expect((await attempt([], 'x'.repeat(20_001))).status).toBe(400);
    expect((await user.upload(`${user.place}/reply`, { reply: 'no-id', text: CALL }, [])).status).toBe(404);
    expect(await sql`select 1 from replies where contact_id = ${one.contact.id}`).toEqual([]);
  });

  it('is taken from nobody else: without a session, from another recipient’s, from another site, for a message that is gone', async () => {
    const one = await waiting();
    const other = await waiting();
    const user = await reader(one);
    const thief = await reader(other);
    const form = () => ({ reply: newId(), text: CALL });
    const place = `${one.link}/messages/${one.portalId}`;
    expect((await browser(app).upload(`${place}/reply`, form(), [])).headers['location']).toBe(one.link);
    expect((await browser(app).upload(`${place}/reply`, form(), [], { 'x-portal': '1' })).status).toBe(401);
    expect((await thief.upload(`${place}/reply`, form(), [])).headers['location']).toBe(one.link);
    // Another contact's message under one's own link.
    expect((await thief.upload(`${other.link}/messages/${one.portalId}/reply`, form(), [])).headers['location']).toBe(
      `${other.link}/messages`,
    );
    expect((await user.upload(`${place}/reply`, form(), [], { origin: 'https://evil.example' })).status).toBe(404);
    expect((await user.post(`${place}/reply`, form())).status).toBe(404);
    await sql`update portal_messages set expires_at = stepwell_now() where id = ${one.portalId}`;
    expect((await user.upload(`${place}/reply`, form(), [])).status).toBe(410);
    expect(await sql`select 1 from replies where contact_id = any(${[one.contact.id, other.contact.id]})`).toEqual([]);
  });
});

describe('the inbox in the app', () => {
  async function written() {
    const one = await waiting();
    const user = await reader(one);
    const reply = newId();
    await user.upload(`${user.place}/reply`, { reply, text: CALL }, [{ name: 'scan.pdf', type: 'x', bytes: PDF }]);
    return { ...one, user, reply };
  }

  it('is shut to managers and designers, and to compliance what it says', async () => {
    const { reply } = await written();
    for (const role of ['manager', 'designer'] as const) {
      const caller = await as(role);
      for (const refused of [
        () => caller.replies.list({}),
        () => caller.replies.counts(),
        () => caller.replies.open({ id: reply }),
        () => caller.replies.answer({ id: reply, answerId: newId(), text: 'x' }),
      ])
        await expect(refused()).rejects.toThrow('Your role does not allow this.');
    }
    const officer = await as('compliance');
    const listed = JSON.stringify(await officer.replies.list({}));
    expect(listed).toContain(reply);
    expect(listed).not.toContain('canary');
    expect(listed).not.toContain('ada.p');
    await expect(officer.replies.open({ id: reply })).rejects.toThrow('Your role does not allow this.');
    await expect(officer.replies.file({ id: reply, n: 0 })).rejects.toThrow('Your role does not allow this.');
  });

  it('shows the conversation to who may answer, writes each look down, and gives out files one by one', async () => {
    const { reply, contact } = await written();
    const staff = await as('marketer');
    const opened = await staff.replies.open({ id: reply });
    expect(opened.thread).toMatchObject([
      { kind: 'reply', text: CALL, files: [{ n: 0, name: 'scan.pdf', type: 'application/pdf' }] },
    ]);
    expect(opened.contact.email).toBe(contact.email);
    const file = await staff.replies.file({ id: reply, n: 0 });
    expect(Buffer.from(file.base64, 'base64').toString()).toBe(PDF);
    await expect(staff.replies.file({ id: reply, n: 1 })).rejects.toThrow();
    expect(await auditOf(contact, 'reply.read')).toMatchObject([{ actor: 'user:u-marketer' }]);
    expect(await auditOf(contact, 'reply.file')).toHaveLength(1);
    expect(JSON.stringify(await sql`select details from audit`)).not.toContain('canary');
  });

  it('counts what is new by sender, gives it to someone who may, and settles and opens it again', async () => {
    const { reply } = await written();
    const staff = await as('marketer');
    await as('manager');
    const before = await staff.replies.counts();
    expect(before.senders).toMatchObject([{ name: 'Lakeview Clinic', new: before.new }]);
    await expect(staff.replies.assign({ id: reply, assignee: 'u-manager' })).rejects.toThrow('cannot answer');
    await staff.replies.assign({ id: reply, assignee: 'u-marketer' });
    expect((await staff.replies.counts()).new).toBe(before.new - 1);
    expect((await staff.replies.list({ filter: 'mine' })).replies.map((one) => one.id)).toContain(reply);
    await staff.replies.settle({ id: reply, done: true });
    expect((await staff.replies.list({ filter: 'done' })).replies[0]).toMatchObject({ id: reply, state: 'done' });
    await staff.replies.settle({ id: reply, done: false });
    expect((await staff.replies.list({ filter: 'open' })).replies.find((one) => one.id === reply)).toMatchObject({
      state: 'assigned',
    });
    await staff.replies.assign({ id: reply, assignee: null });
    expect((await staff.replies.counts()).new).toBe(before.new);
  });

  it('answers only through the portal: a neutral notice goes out, the answer waits, and once read it says so', async () => {
    const one = await written();
    const staff = await as('marketer');
    const answerId = newId();
    const answer = {
      id: one.reply,
      answerId,
      text: 'Answer-canary-3321: we call you today.\n\nBest',
      files: [{ name: 'plan.txt', base64: Buffer.from('Plan-canary-66').toString('base64') }],
    };
    await staff.replies.answer(answer);
    await staff.replies.answer(answer);
    expect(await sql`select 1 from portal_messages where reply_id = ${one.reply}`).toHaveLength(1);
    const notices = (await mails(one.contact)).filter((mail) => mail.subject === 'You have a new secure message');
    expect(notices).toHaveLength(2);
    expect(JSON.stringify(notices)).not.toContain('canary');
    const [reply] = await sql`select state, assignee from replies where id = ${one.reply}`;
    expect(reply).toEqual({ state: 'done', assignee: 'u-marketer' });

    await sql`update portal_access set requested_at = null where contact_id = ${one.contact.id}`;
    await one.user.post(`${one.link}/leave`);
    const user = browser(app);
    await user.post(`${one.link}/code`);
    const entered = await user.post(`${one.link}/enter`, { code: await codeOf(one.contact) });
    // The link opens what is new.
    expect(String(entered.headers['location'])).toContain(answerId);
    const page = await user.get(String(entered.headers['location']));
    expect(page.body).toContain('Answer-canary-3321');
    expect(page.body).toContain('plan.txt');
    const file = await user.get(`${one.link}/messages/${answerId}/files/0`);
    expect(file.body).toBe('Plan-canary-66');
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    });
    expect(String(file.headers['content-disposition'])).toBe(
      `attachment; filename="plan.txt"; filename*=UTF-8''plan.txt`,
    );
    expect((await user.get(`${one.link}/messages/${answerId}/files/1`)).status).toBe(404);
    expect((await user.get(`${one.link}/messages/${answerId}/files/x`)).status).toBe(404);
    const { thread } = await staff.replies.open({ id: one.reply });
    expect(thread).toMatchObject([{ kind: 'reply' }, { kind: 'answer', by: 'The marketer', state: 'readable' }]);
    expect(thread[1]).toMatchObject({
      readAt: expect.any(Number) as unknown,
      noticedAt: expect.any(Number) as unknown,
    });
  });

  it('guards an answer as its conversation: of its class at least, and refuses files that are something else', async () => {
    const one = await written();
    await sql`update messages set phi = 'P3' where id = ${one.messageId}`;
    const staff = await as('marketer');
    const base64 = Buffer.from('<html>').toString('base64');
    await expect(
      staff.replies.answer({ id: one.reply, answerId: newId(), text: 'x', files: [{ name: 'x.pdf', base64 }] }),
    ).rejects.toThrow('can be attached');
    const answerId = newId();
    await staff.replies.answer({ id: one.reply, answerId, text: 'About it', keepOpen: true });
    const [row] = await sql`select phi, length(sha256) as hash from portal_messages where id = ${answerId}`;
    expect(row).toEqual({ phi: 'P3', hash: 32 });
    expect((await one.user.post(`${one.link}/open`, { id: answerId })).headers['location']).toContain('/proof');
  });

  it('loses the files of what expires or is taken back, and everything with the contact', async () => {
    const one = await written();
    const staff = await as('admin');
    const [first, second] = [newId(), newId()];
    const files = [{ name: 'a.txt', base64: Buffer.from('text').toString('base64') }];
    for (const answerId of [first, second]) await staff.replies.answer({ id: one.reply, answerId, text: 'x', files });
    await sql`update portal_messages set expires_at = stepwell_now() where id = ${first}`;
    await purgeExpired(sql);
    await staff.portal.recall({ id: second });
    expect(await sql`select 1 from portal_files where contact_id = ${one.contact.id}`).toEqual([]);
    const { thread } = await staff.replies.open({ id: one.reply });
    expect(thread.slice(1)).toMatchObject([
      { state: 'expired', text: '' },
      { state: 'recalled', text: '' },
    ]);
    await sql.begin((tx) => deleteContact(tx, one.contact.id));
    for (const table of ['replies', 'portal_messages', 'portal_files', 'portal_sessions', 'portal_access'])
      expect(await sql`select 1 from ${sql(table)} where contact_id = ${one.contact.id}`).toEqual([]);
  });
});

describe('staff and the portal of a message', () => {
  it('see when it was first read by a person, take it back, hand over a code and open a lock; each is written down', async () => {
    const one = await waiting();
    const staff = await as('marketer');
    const officer = await as('compliance');
    const status = async () => (await officer.portal.ofMessage({ messageId: one.messageId })).rows[0];
    expect(await status()).toMatchObject({ state: 'unread', readAt: null });
    const user = await reader(one);
    expect(await status()).toMatchObject({ state: 'read', readAt: expect.any(Number) as unknown });
    await expect(officer.portal.recall({ id: one.portalId })).rejects.toThrow('Your role does not allow this.');
    await expect(officer.portal.handOver({ contactId: one.contact.id, verifiedBy: 'in-person' })).rejects.toThrow();
    const given = await staff.portal.handOver({ contactId: one.contact.id, verifiedBy: 'called-number-on-record' });
    expect(given.code).toMatch(/^\d{4} \d{4} \d{4}$/);
    expect(JSON.stringify(await sql`select details from audit`)).not.toContain(given.code.slice(0, 9));
    await user.post(`${one.link}/leave`);
    expect((await browser(app).post(`${one.link}/enter`, { code: given.code })).status).toBe(303);
    const [log] =
      await sql`select actor, details from audit where action = 'portal.hand-over' order by seq desc limit 1`;
    expect(log).toMatchObject({ actor: 'user:u-marketer', details: { verifiedBy: 'called-number-on-record' } });

    await sql`update portal_access set wrong = 5, locks = 3, locked_until = 'infinity' where contact_id = ${one.contact.id}`;
    expect((await officer.portal.ofMessage({ messageId: one.messageId })).access).toMatchObject({ locked: 'staff' });
    await expect(staff.portal.handOver({ contactId: one.contact.id, verifiedBy: 'in-person' })).rejects.toThrow(
      'locked out',
    );
    await staff.portal.unlock({ contactId: one.contact.id });
    await expect(staff.portal.unlock({ contactId: one.contact.id })).rejects.toThrow('not locked out');
    expect(await staff.portal.recall({ id: one.portalId })).toEqual({ wasRead: true });
    await expect(staff.portal.recall({ id: one.portalId })).rejects.toThrow('already');
    expect(await auditOf(one.contact, 'portal.recall')).toHaveLength(1);
    expect(JSON.stringify(await sql`select sealed from portal_messages where id = ${one.portalId}`)).not.toContain(
      CANARY,
    );
  });

  it('set how recipients prove who they are; only an admin, and only with an attribute that can be a proof', async () => {
    const admin = await as('admin');
    const { revision, settings } = await admin.settings.portal();
    expect(settings).toEqual({ secondAttribute: null, phone: '', days: 30 });
    const portal = { secondAttribute: 'mrn', phone: '+1 312 555 0100', days: 14 };
    await expect((await as('marketer')).settings.savePortal({ revision, portal })).rejects.toThrow('Your role');
    for (const secondAttribute of ['email', 'substance', 'no_such'])
      await expect(admin.settings.savePortal({ revision, portal: { ...portal, secondAttribute } })).rejects.toThrow(
        'proof',
      );
    await admin.settings.savePortal({ revision, portal });
    await expect(admin.settings.savePortal({ revision, portal })).rejects.toThrow('Someone else saved');
    const one = await waiting();
    const [row] =
      await sql`select round(date_part('epoch', expires_at - created_at) / 86400) as days from portal_messages where id = ${one.portalId}`;
    expect(row?.['days']).toBe(14);
  });
});
