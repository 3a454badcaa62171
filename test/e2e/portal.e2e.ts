import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from './app.ts';
import { overflow, violations } from './axe.ts';
import { artefacts, launchBrowser, picture } from './browser.ts';

/**
 * A recipient's whole way on a phone, against the real application with its real mail: notice, code, reading, a reply that
 * is written in a tunnel, a sealed copy opened offline, an answer from staff, and a message taken back while it is open.
 */
let app: App;
let browser: Browser;
/** The marketer, at a desk. */
let desk: Page;
/** The patient, on a phone. */
let pocket: BrowserContext;
let phone: Page;
const complaints: string[] = [];
let one = { messageId: '', contactId: '', address: '', link: '' };
/** What the patient did on the way to the first reading. */
let interactions = 0;

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  desk = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  pocket = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale: 'en-US',
    colorScheme: 'light',
    acceptDownloads: true,
  });
  phone = await pocket.newPage();
  for (const page of [desk, phone]) {
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/40[10]|ERR_INTERNET_DISCONNECTED/.test(message.text()))
        complaints.push(message.text());
    });
  }
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
}, 60_000);

/** Asks a procedure as the signed-in page does. */
function api<T>(procedure: string, input: unknown): Promise<T> {
  return desk.evaluate(
    async ([path, text]) => {
      const answer = await fetch(`/trpc/${path}?input=${encodeURIComponent(text!)}`, {
        headers: { 'x-stepwell': '1' },
      });
      const body: unknown = await answer.json();
      return (body as { result: { data: never } }).result.data;
    },
    [procedure, JSON.stringify(input)],
  );
}

interface Mails {
  mails: { id: string; subject: string; messageId: string | null; recipient: string }[];
}

async function newestMail(subject: RegExp): Promise<string> {
  const { mails } = await api<Mails>('mailbox.list', { search: one.address, limit: 50 });
  for (const mail of mails) {
    const { text, subject: said } = await api<{ text: string; subject: string }>('mailbox.open', { id: mail.id });
    if (subject.test(said)) return text;
  }
  throw new Error(`no mail like ${subject} for this recipient`);
}

async function judged(page: Page, name: string, within?: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(250);
    expect.soft(await violations(page, { habits: page === phone, within }), `${name}, ${colorScheme}`).toEqual([]);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await overflow(page), name).toBe(0);
}

describe('a patient with a phone', () => {
  it('has got a notice that says nothing', async () => {
    await desk.goto(app.url);
    await desk.getByLabel('E-mail').fill('admin@stepwell.example');
    await desk.locator('input[type=password]').fill(/password (\S+)/.exec(app.output())![1]!);
    await desk.getByRole('button', { name: 'Sign in', exact: true }).click();
    await desk.getByRole('heading', { name: 'Journeys', exact: true }).waitFor();
    const { messages } = await api<{ messages: { id: string; contactId: string; phi: string }[] }>('messages.list', {
      method: 'portal',
      states: ['sent'],
      limit: 200,
    });
    for (const message of messages.filter(({ phi }) => phi !== 'P3')) {
      const { rows } = await api<{ rows: { state: string }[] }>('portal.ofMessage', { messageId: message.id });
      if (rows.length !== 1 || rows[0]?.state !== 'unread') continue;
      const contact = await desk.evaluate(async (id) => {
        const answer = await fetch('/trpc/contacts.reveal', {
          method: 'POST',
          headers: { 'x-stepwell': '1', 'content-type': 'application/json' },
          body: JSON.stringify({ id }),
        });
        return (await answer.json()) as { result: { data: { values: { email: string } } } };
      }, message.contactId);
      one = {
        messageId: message.id,
        contactId: message.contactId,
        address: contact.result.data.values.email,
        link: '',
      };
      break;
    }
    expect(one.address).toContain('@');
    one.link = /https?:\/\/\S+\/p\/[\w-]+/.exec(await newestMail(/new secure message/))![0];
  });

  it('reads it in two steps: opening the link and entering the code', async () => {
    await phone.goto(one.link);
    interactions++;
    await expect.poll(() => phone.locator('[data-ask-words]').textContent()).toContain('We sent');
    await judged(phone, 'portal-1-landing');
    await expect.poll(() => newestMail(/one-time code/).catch(() => ''), { timeout: 30_000 }).toMatch(/\d{4} \d{4}/);
    const code = /\d{4} \d{4}/.exec(await newestMail(/one-time code/))![0];
    const before = await api<{ rows: { readAt: number | null }[] }>('portal.ofMessage', { messageId: one.messageId });
    expect(before.rows[0]?.readAt).toBeNull();
    await phone.locator('#code').fill(code);
    await phone.locator('#code').press('Enter');
    interactions++;
    await phone.getByRole('heading', { name: 'Reply securely' }).waitFor();
    expect(interactions).toBe(2);
    await phone.waitForTimeout(500);
    await judged(phone, 'portal-2-message');
    const after = await api<{ rows: { state: string; readAt: number | null }[] }>('portal.ofMessage', {
      messageId: one.messageId,
    });
    expect(after.rows[0]).toMatchObject({ state: 'read', readAt: expect.any(Number) as unknown });
  });

  it('loses nothing of a reply written in a tunnel, and nothing of it is left on the phone', async () => {
    const text = phone.getByLabel('Your reply');
    await text.fill('Thank you. Can I bring my daughter?');
    await phone.getByLabel(/^Attach files/).setInputFiles({
      name: 'card.png',
      mimeType: 'image/png',
      buffer: Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    });
    await pocket.setOffline(true);
    await phone.getByRole('button', { name: 'Send reply' }).click();
    await phone.getByText('there is no connection').waitFor();
    expect(await text.inputValue()).toContain('my daughter');
    await picture(phone, 'portal-3-offline');
    expect(await phone.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
    await pocket.setOffline(false);
    await phone.getByRole('button', { name: 'Send reply' }).click();
    await phone.getByText('Your reply was sent.').waitFor();
    expect(await phone.getByText('Can I bring my daughter?').count()).toBe(1);
    await judged(phone, 'portal-4-sent');
  });

  it('keeps what is being written when another tab signs out, and sends it after signing in again', async () => {
    await phone.getByLabel('Your reply').fill('One more thing');
    const tab = await pocket.newPage();
    await tab.goto(`${one.link}/messages`);
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await tab.getByRole('heading', { name: 'You have a secure message' }).waitFor();
    await phone.getByRole('button', { name: 'Send reply' }).click();
    await phone.getByText('you were signed out meanwhile').waitFor();
    expect(await phone.getByLabel('Your reply').inputValue()).toBe('One more thing');
    // A code was asked for a while ago: the one of the page's own hour is used up, so it is pressed for.
    const old = /\d{4} \d{4}/.exec(await newestMail(/one-time code/))![0];
    await tab.waitForTimeout(31_000);
    await tab.getByRole('button', { name: /Send (me a|a new) code/ }).click();
    await expect.poll(() => newestMail(/one-time code/), { timeout: 30_000 }).not.toContain(old);
    await tab.locator('#code').fill(/\d{4} \d{4}/.exec(await newestMail(/one-time code/))![0]);
    await tab.locator('#code').press('Enter');
    await tab.getByRole('heading', { name: 'Reply securely' }).waitFor();
    await tab.close();
    await phone.getByRole('button', { name: 'Send reply' }).click();
    await phone.getByText('One more thing').waitFor();
    expect(await phone.getByText('Your reply was sent.').count()).toBe(1);
  });

  it('saves a copy that opens offline with the passphrase, and with no other', async () => {
    await phone.getByText('Save a copy that only you can open').click();
    await phone.getByLabel(/^Passphrase/).fill('a walk by the lake');
    await phone.getByLabel('The same passphrase again').fill('a walk by the lake');
    const [download] = await Promise.all([
      phone.waitForEvent('download'),
      phone.getByRole('button', { name: 'Save the file' }).click(),
    ]);
    const path = join(artefacts, 'secure-message.html');
    await download.saveAs(path);
    const subject = await phone.locator('h1').textContent();
    expect(readFileSync(path, 'utf8')).not.toContain(subject!);
    const plane = await browser.newContext({ viewport: { width: 390, height: 844 }, offline: true });
    const page = await plane.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(path).href);
    await page.getByLabel(/^Passphrase/).fill('a walk by the sea');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('The passphrase is not right').waitFor();
    await page.getByLabel(/^Passphrase/).fill('a walk by the lake');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('heading', { name: subject! }).waitFor();
    await page.waitForTimeout(500);
    expect((await page.locator('iframe').contentFrame().locator('body').innerText()).length).toBeGreaterThan(40);
    await page.evaluate(() => window.scrollTo(0, 0));
    await picture(page, 'portal-5-sealed-file');
    await plane.close();
  });

  it('gets an answer that staff write in the inbox', async () => {
    await desk.goto(`${app.url}/inbox`);
    await desk.getByRole('heading', { name: 'Inbox', exact: true }).waitFor();
    await desk.waitForTimeout(1000);
    await judged(desk, 'portal-6-inbox');
    const { replies } = await api<{ replies: { id: string; contactId: string; messageId: string }[] }>('replies.list', {
      filter: 'new',
      limit: 200,
    });
    const mine = replies.find((reply) => reply.contactId === one.contactId && reply.messageId === one.messageId)!;
    await desk.goto(`${app.url}/inbox/${mine.id}`);
    await desk.getByText('Can I bring my daughter?').waitFor();
    await desk.getByText('One more thing').waitFor();
    await judged(desk, 'portal-7-conversation');
    const [file] = await Promise.all([desk.waitForEvent('download'), desk.getByText('card.png').click()]);
    expect(file.suggestedFilename()).toBe('card.png');
    await desk.getByLabel('Your answer').fill('Yes, of course. There are chairs for two.');
    await desk.getByRole('button', { name: 'Send and settle' }).click();
    await desk.getByText('It waits in the portal').waitFor();
    await desk.setViewportSize({ width: 390, height: 844 });
    await desk.waitForTimeout(400);
    await picture(desk, 'portal-8-conversation-phone');
    expect(await overflow(desk)).toBe(0);
    await desk.setViewportSize({ width: 1440, height: 900 });

    await phone.goto(`${one.link}/messages`);
    await phone.getByText('An answer to what you wrote').waitFor();
    await judged(phone, 'portal-9-list');
    await phone.getByRole('button', { name: 'Open message' }).first().click();
    await phone.getByRole('heading', { name: 'Reply securely' }).waitFor();
    expect(await phone.locator('iframe').contentFrame().locator('body').innerText()).toContain('chairs for two');
  });

  it('sees a message go that is taken back while it is open', async () => {
    await phone.goto(`${one.link}/messages`);
    await phone.getByRole('button', { name: 'Read again' }).last().click();
    await phone.getByRole('heading', { name: 'Reply securely' }).waitFor();
    await phone.getByLabel('Your reply').fill('Half a sentence');
    await desk.goto(`${app.url}/messages/${one.messageId}`);
    await desk.getByRole('heading', { name: 'In the portal' }).waitFor();
    await judged(desk, 'portal-10-message-page', '[aria-label="In the portal"]');
    await desk.getByRole('button', { name: 'Give a code by phone' }).click();
    await desk.getByText('I called them').click();
    await desk.getByRole('button', { name: 'Make the code' }).click();
    await desk.getByText('Read this out').waitFor();
    await desk.getByText('Read this out').scrollIntoViewIfNeeded();
    await picture(desk, 'portal-11-hand-over');
    await desk.getByRole('button', { name: 'Take back…' }).last().click();
    await desk.getByRole('button', { name: 'Take it back' }).click();
    await desk.getByText('The recipient sees that it was withdrawn').waitFor();
    await phone.getByText('This message was withdrawn').waitFor({ timeout: 30_000 });
    expect(await phone.locator('iframe').count()).toBe(0);
    expect(await phone.getByLabel('Your reply').inputValue()).toBe('Half a sentence');
    await judged(phone, 'portal-12-withdrawn-while-open');
    const items = await api<{ kind: string; what: string | null }[]>('contacts.timeline', { id: one.contactId });
    expect(items.some(({ kind, what }) => kind === 'event' && what === 'portal_read')).toBe(true);
  });

  it('left no complaint in either browser', () => {
    expect(complaints).toEqual([]);
  });
});
