import type { FastifyReply } from 'fastify';
import { readKeyPageToken } from '#mail/keys/link.ts';
import { type PortalContact, readContact } from '#store/portal/read-contact.ts';
import { type ReachedHow, reachedHow } from '#store/recipient-keys/list.ts';
import { readSettings } from '#store/settings/read.ts';
import { html, sendPage } from '../portal/page.ts';
import type { Services } from '../services.ts';

/** Whose page it is. The link was mailed to them or made in their own signed-in portal session, and it ends. */
export interface KeyVisit {
  token: string;
  contact: PortalContact;
  organization: { name: string; address: string };
  how: ReachedHow;
}

/** Null when the link is forged or over, or the contact is gone. */
export async function openKeyVisit(services: Services, token: string): Promise<KeyVisit | null> {
  const { db, seal } = services;
  const read = readKeyPageToken(seal, token, await services.now());
  const contact = read && (await readContact(db.sql, seal, read));
  if (!contact) return null;
  const { organization } = await readSettings(db.orm);
  return { token, contact, organization, how: await reachedHow(db.sql, contact) };
}

export function linkOver(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'This link does not work',
    organization: 'Your mail from us',
    status: 404,
    body: html`<p>It may be incomplete, or its time may be over. Ask the sender for a new one.</p>`,
  });
}
