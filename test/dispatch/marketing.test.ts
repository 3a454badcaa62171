import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { readMessageAddress } from '#mail/compose/return-path.ts';
import { missingFooter } from '#mail/render/footer.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { listMail } from '#server/mailbox/read.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { createTemplate } from '#store/templates/create.ts';
import { publish } from '#store/templates/publish.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { openDelivery } from '#test/cases/dispatch.ts';
import { journey } from '#test/core/support.ts';
import { deliveryRig, messageNow } from '#test/support/delivery.ts';
import { demoOrganization } from '#test/support/organization.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
services.config.inbound = true;
const { sql } = services.db;
const transport = await mailTransport(services);
const rig = await deliveryRig(services);
const delivery = openDelivery(services, transport);
const [sender] = await sql<{ id: string }[]>`select id from senders`;
const keys = await sql<{ selector: string; algorithm: string; publicKey: string }[]>`
  select selector, algorithm, public_key as "publicKey" from domain_keys where state = 'active'`;
let n = 0;

async function template(name: string, body: string): Promise<string> {
  const mjml = `<mjml lang="en"><mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>`;
  const id = services.newId();
  await createTemplate(services.db.orm, { id, draft: { name, topicPhi: 'P0', subject: 'Hello', preheader: '', mjml } });
  const compiled = await compileTemplate({ subject: 'Hello', preheader: '', mjml }, await loadVocabulary(sql));
  await publish(services.db.orm, { id, revision: 1, versionId: services.newId(), compiled, by: null });
  return name;
}
const TEXT = '<mj-text>Come and see us</mj-text>';
const ADDRESS = '<mj-text>{{ organization.address }}</mj-text>';
const STOP = '<mj-text><a href="{{ links.unsubscribe }}">Unsubscribe</a></mj-text>';

async function send(purpose: 'marketing' | 'paid-marketing' | 'treatment' | 'operations', named = 'Open house') {
  const contact = await rig.contact(`ada.m${n++}@clearlake.example`);
  const id = (await rig.queue([contact], { purpose, template: named })).get(contact.id)!;
  await delivery.run();
  return { contact, message: await messageNow(services, id) };
}

async function rawOf(email: string): Promise<Buffer> {
  const [mail] = await listMail(services, { limit: 1, recipient: email });
  return Buffer.from(await services.mailbox!.raw(mail!.id), 'latin1');
}

describe('a marketing email', () => {
  it.each([
    ['no postal address', TEXT + STOP, 'NO_POSTAL_ADDRESS'],
    ['no way to unsubscribe', TEXT + ADDRESS, 'NO_UNSUBSCRIBE'],
    [
      'an address only some see',
      `${TEXT}${STOP}<mj-text>{% if contact.last_name == 'Nobody' %}{{ organization.address }}{% endif %}</mj-text>`,
      'NO_POSTAL_ADDRESS',
    ],
  ])('whose template prints %s is held, and nothing is sent', async (what, body, reason) => {
    const name = await template(`Without ${what}`, body);
    const { contact, message } = await send('marketing', name);
    expect(message).toMatchObject({ state: 'held', reason });
    expect(await listMail(services, { limit: 1, recipient: contact.email })).toEqual([]);
    // What is no advertisement goes all the same.
    expect((await send('operations', name)).message).toMatchObject({ state: 'sent' });
  });

  it('is held while the organization has no postal address, and the drawing says so beforehand', async () => {
    const drawn = journey(
      {
        mail: [
          'send-email',
          { template: 'Open house', purpose: 'marketing', sender: 'Lakeview Clinic' },
          { sent: 'end' },
        ],
        end: ['end', {}],
      },
      { sender: 'Lakeview Clinic' },
    );
    const codes = async () => (await checkDraft(services.db.orm, drawn)).map(({ code }) => code);
    expect(await codes()).not.toContain('send.no-postal-address');
    await sql`update settings set value = jsonb_set(value, '{address}', '"  "') where key = 'organization'`;
    expect(await codes()).toContain('send.no-postal-address');
    const { message } = await send('paid-marketing');
    expect(message).toMatchObject({ state: 'held', reason: 'NO_POSTAL_ADDRESS' });
    await demoOrganization(services);
    expect((await send('paid-marketing')).message).toMatchObject({ state: 'sent' });
  });

  it('carries both List-Unsubscribe headers, by web and by mail, and DKIM signs both', async () => {
    const { contact, message } = await send('marketing');
    const raw = await rawOf(contact.email);
    const mail = await PostalMime.parse(raw);
    const header = (name: string) => mail.headers.find((one) => one.key === name)?.value ?? '';
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const listed = /^<(http[^>]+\/u\/[^>]+)>, <mailto:([^?>]+)\?subject=unsubscribe>$/.exec(header('list-unsubscribe'));
    expect(readMessageAddress(services.seal, listed![2]!)).toMatchObject({
      purpose: 'unsubscribe',
      messageId: message.id,
    });
    const verified = await dkimVerify(raw, {
      resolver: async (name: string) => {
        const key = keys.find(({ selector }) => name === `${selector}._domainkey.lakeview.example`);
        return key ? [[`v=DKIM1; k=${key.algorithm}; p=${key.publicKey}`]] : [];
      },
    });
    expect(verified.results).toHaveLength(2);
    for (const one of verified.results) {
      expect(one.status.result).toBe('pass');
      const signed = (one.signingHeaders?.keys ?? '').toLowerCase().split(/\s*:\s*/);
      expect(signed).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'from', 'reply-to']));
    }
    expect(mail.html).toContain('100 Harbor Street');
    expect(mail.text).toContain('100 Harbor Street');
  });

  it('is answered to an address of this one message, unless its sender identity names one of its own', async () => {
    const { contact, message } = await send('marketing');
    const first = await PostalMime.parse(await rawOf(contact.email));
    expect(readMessageAddress(services.seal, first.replyTo![0]!.address!)).toMatchObject({
      purpose: 'reply',
      messageId: message.id,
    });
    await sql`update senders set reply_to = 'desk@lakeview.example'`;
    const other = await send('marketing');
    const second = await PostalMime.parse(await rawOf(other.contact.email));
    expect(second.replyTo![0]!.address).toBe('desk@lakeview.example');
    await sql`update senders set reply_to = null`;
  });

  it('of one sender stops by itself, all marketing together, and care goes on', async () => {
    const contact = await rig.contact(`ada.m${n++}@clearlake.example`);
    const hash = suppressionHash(services.seal, contact.email)!;
    const outcome = async (purpose: 'marketing' | 'treatment') => {
      const id = (await rig.queue([contact], { purpose })).get(contact.id)!;
      await delivery.run();
      return (await messageNow(services, id)).state;
    };
    await addSuppression(sql, hash, `sender:${services.newId()}`, 'preference-page');
    expect(await outcome('marketing')).toBe('sent');
    await addSuppression(sql, hash, `sender:${sender!.id}`, 'preference-page');
    expect([await outcome('marketing'), await outcome('treatment')]).toEqual(['refused', 'sent']);
    await sql`delete from suppressions`;
    await addSuppression(sql, hash, 'commercial', 'one-click');
    expect([await outcome('marketing'), await outcome('treatment')]).toEqual(['refused', 'sent']);
  });
});

describe('what a template prints in every case', () => {
  const version = (html: string, text = html) => ({ html, text, links: [{ url: '{{ links.unsubscribe }}' }] });
  it.each([
    ['both', '{{ organization.address }} {{ stepwell.click[0] }}', null],
    [
      'the address only in a comment',
      '{% comment %}{{ organization.address }}{% endcomment %}{{ links.unsubscribe }}',
      'address',
    ],
    [
      'the link only in a condition',
      '{{ organization.address }}{% if contact.a %}{{ links.unsubscribe }}{% endif %}',
      'unsubscribe',
    ],
    ['another slot than the link', '{{ organization.address }} {{ stepwell.click[1] }}', 'unsubscribe'],
  ])('is looked for outside conditions: %s', (_what, html, missing) => {
    expect(missingFooter(version(html))).toBe(missing);
  });

  it('has to stand in the plain text as well', () => {
    const html = '{{ organization.address }} {{ links.unsubscribe }}';
    expect(missingFooter({ ...version(html), text: '{{ links.unsubscribe }}' })).toBe('address');
  });
});
