import { expect, afterAll } from 'vitest';
import { registerPortal } from '#api/portal/register.ts';
import type { Services } from '#api/services.ts';
import { sendAnswerNotice } from '#server/delivery/portal-answer.ts';
import { answerKnock, sendPortalCode } from '#server/delivery/portal-code.ts';
import { startDelivery } from '#server/delivery/start.ts';
import { openApp } from '#server/http/app.ts';
import { listMail, openMail } from '#server/mailbox/read.ts';
import type { Command } from '#core/steps/step.ts';
import { browser } from '#test/support/browser.ts';
import { type Recipient, deliveryRig, settle } from '#test/support/delivery.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

/** What no page, log or row may show before somebody proved who they are. */
export const CANARY = 'Zolpidem-canary-7781';

/** The portal over a real database, real mail hosts and the real dispatcher; its jobs run at once. */
export async function portalRig() {
  const services = await testServices();
  const { sql } = services.db;
  const transport = await mailTransport(services);
  const rig = await deliveryRig(services);
  const delivery = await startDelivery(services, transport);
  const jobs: string[] = [];
  const web: Services = {
    ...services,
    async addJob(name, payload) {
      jobs.push(name);
      if (name === 'portal-code') await sendPortalCode(services, transport, payload);
      else if (name === 'portal-knock') await answerKnock(services, transport, payload);
      else if (name === 'portal-answer') await sendAnswerNotice(services, transport, payload);
      else throw new Error(`no such job here: ${name}`);
    },
  };
  const app = await openApp(web, { production: false });
  registerPortal(app, web);
  afterAll(async () => {
    await app.close();
    await delivery.stop();
  });
  let people = 0;

  async function mails(contact: Recipient) {
    const list = await listMail(services, { limit: 40, recipient: contact.email });
    return Promise.all(list.map((one) => openMail(services, one.id)));
  }

  /** A contact whose mail waits in the portal, and the link from the notice they got. */
  async function waiting(
    values: Record<string, string> = {},
    send: Partial<Extract<Command, { kind: 'send' }>> = { template: 'Refill' },
  ) {
    const contact = await rig.contact(`ada.p${people++}@selfsigned.example`, { medication: CANARY, ...values });
    const ids = await rig.queue([contact], send);
    await settle(services, ids.values());
    const [notice] = await mails(contact);
    const link = /http:\/\/127\.0\.0\.1:4600(\/p\/[\w-]+)/.exec(notice!.text)?.[1];
    expect(link).toBeDefined();
    const messageId = ids.get(contact.id)!;
    const [row] = await sql<{ id: string }[]>`select id from portal_messages where message_id = ${messageId}`;
    return { contact, messageId, portalId: row!.id, link: link! };
  }

  /** The newest code mailed to them. */
  async function codeOf(contact: Recipient): Promise<string> {
    const mail = (await mails(contact)).find((one) => one.subject === 'Your one-time code');
    return /\d{4} \d{4}/.exec(mail!.text)![0];
  }

  /** Signed in with a mailed code, at the message the link is about. */
  async function reader(one: Awaited<ReturnType<typeof waiting>>, ip?: string) {
    const user = browser(app, { ip: ip ?? '127.0.0.1' });
    await user.post(`${one.link}/code`);
    const entered = await user.post(`${one.link}/enter`, { code: await codeOf(one.contact) });
    expect(entered.status).toBe(303);
    return { ...user, place: String(entered.headers['location']) };
  }

  const eventsOf = (contact: Recipient, kind = 'portal_read') =>
    sql`select kind, step, message_id from events where contact_id = ${contact.id} and kind = ${kind}`;
  const auditOf = (contact: Recipient, action: string) =>
    sql<{ actor: string; details: Record<string, unknown> }[]>`
      select actor, details from audit where action = ${action} and details ->> 'contact' = ${contact.id} order by seq`;
  return { services, web, app, sql, rig, jobs, mails, waiting, codeOf, reader, eventsOf, auditOf, transport };
}
