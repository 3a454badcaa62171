import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeHash, newPhoneCode } from '#api/portal/code.ts';
import { createCaller } from '#api/trpc.ts';
import { appRouter } from '#api/router.ts';
import { registerStatic } from '#server/http/static-files.ts';
import { recallPortalMessage } from '#store/portal/recall.ts';
import { storePhoneCode } from '#store/portal/request-code.ts';
import { portalRig } from '#test/portal/rig.ts';
import { overflow, violations } from './axe.ts';
import { launchBrowser, picture } from './browser.ts';

/** Every screen a recipient can see, at phone width, light and dark, in both languages, judged by axe. */
const rig = await portalRig();
const { services, web, app, sql, waiting, codeOf, reader } = rig;
let browser: Browser;
let base = '';

beforeAll(async () => {
  await registerStatic(app);
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const SCHEMES = ['light', 'dark'] as const;
/** A phone; with `cookies`, one whose session was opened elsewhere. */
async function phone(cookies?: ReadonlyMap<string, string>, locale = 'en-US'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    locale,
  });
  const url = `${base}/p`;
  await context.addCookies([...(cookies ?? [])].map(([name, value]) => ({ name, value, url })));
  const page = await context.newPage();
  // Nothing from another host, ever.
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob|about):/.test(request.url())) strangers.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return page;
}
const strangers: string[] = [];
const complaints: string[] = [];

/** Judges what is on the screen, in both schemes; `tall` takes the whole page into the picture. */
async function judged(page: Page, name: string): Promise<void> {
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await violations(page), `${name}, ${scheme}`).toEqual([]);
    expect(await overflow(page), `${name}, ${scheme}`).toBe(0);
    await page.screenshot({ path: `test/artefacts/portal-${name}-${scheme}.png`, fullPage: true });
  }
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('a, button, input:not([type=hidden]), summary, textarea')]
      .map((one) => ({ one: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ one }) => one),
  );
  expect(small, `${name}: targets of at least 24 px`).toEqual([]);
}

const say = (settings: Record<string, unknown>) =>
  sql`update settings set value = ${JSON.stringify({ secondAttribute: null, phone: '', days: 30, ...settings })}::text::jsonb where key = 'portal'`;

describe('the screens of the portal', () => {
  it('landing, wrong code, message, inbox', async () => {
    const one = await waiting();
    const page = await phone();
    await page.goto(`${base}${one.link}`);
    await expect.poll(() => page.locator('[data-ask-words]').textContent()).toContain('We sent');
    await judged(page, 'landing');
    await page.getByLabel('Code', { exact: true }).fill('1234 5678');
    await page.getByRole('button', { name: 'Read my message' }).click();
    await page.getByText('The code is not right').waitFor();
    await judged(page, 'wrong-code');
    await page.getByLabel('Code', { exact: true }).fill(await codeOf(one.contact));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your refill' }).waitFor();
    await page.waitForTimeout(300);
    const frame = page.locator('iframe');
    // The whole message, without a scroll inside a scroll.
    const height = await frame.evaluate((one: HTMLIFrameElement) => ({
      shown: one.clientHeight,
      needed: one.contentDocument!.documentElement.scrollHeight,
    }));
    expect(height.shown).toBeGreaterThanOrEqual(height.needed - 4);
    await page.getByText('Show as plain text').click();
    await page.getByText('Save a copy that only you can open').click();
    await judged(page, 'message');
    await page.getByLabel(/^Passphrase/).fill('short');
    await page.getByLabel('The same passphrase again').fill('short');
    await page.getByRole('button', { name: 'Save the file' }).click();
    await page.getByText('Choose at least 10').waitFor();
    await judged(page, 'message-passphrase');
    await page.getByRole('link', { name: 'All your messages' }).click();
    await page.getByRole('heading', { name: 'Your messages' }).waitFor();
    await judged(page, 'inbox');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByText('You have an account').waitFor();
    await judged(page, 'inbox-account');
  });

  it('a refused reply without a script, and one with answers and attachments, in Spanish', async () => {
    const one = await waiting();
    const user = await reader(one);
    await user.post(`${one.link}/language`, { language: 'es' });
    const reply = services.newId();
    await user.upload(`${user.place}/reply`, { reply, text: 'Gracias.\n\n¿Puedo ir más tarde?' }, [
      { name: 'seguro.txt', type: 'text/plain', bytes: 'mi seguro' },
    ]);
    const id = randomUUID();
    await sql`insert into users (id, name, email, role) values ('u', 'Grace', 'g@lakeview.example', 'admin') on conflict do nothing`;
    const staff = createCaller(appRouter)({
      ...web,
      actor: { id: 'u', name: 'Grace', email: 'g@lakeview.example', role: 'admin' },
    });
    const files = [
      { name: 'a very long name of a plan that somebody wrote for somebody else to read at home.txt', base64: 'YWJj' },
    ];
    await staff.replies.answer({ id: reply, answerId: id, text: 'Sí, a las diez.\n\nHasta luego', files });
    const page = await phone(user.cookies, 'es-US');
    await page.goto(`${base}${one.link}/messages`);
    await page.getByText('Una respuesta a lo que escribió').waitFor();
    await judged(page, 'inbox-es');
    await page.getByRole('button', { name: 'Abrir mensaje' }).click();
    await page.getByRole('heading', { name: 'Adjuntos' }).waitFor();
    await judged(page, 'answer-es');
    // Without the script the page comes back with what was written.
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    await context.addCookies([...user.cookies].map(([name, value]) => ({ name, value, url: `${base}/p` })));
    const plain = await context.newPage();
    await plain.goto(`${base}${one.link}/messages/${id}`);
    await plain.locator('#text').fill('Otra pregunta');
    await plain
      .locator('#files')
      .setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') });
    await plain.getByRole('button', { name: 'Enviar respuesta' }).click();
    await plain.getByText('no se puede adjuntar').waitFor();
    expect(await plain.locator('#text').inputValue()).toBe('Otra pregunta');
    await picture(plain, 'portal-reply-refused-es');
    await context.close();
  });

  it('a P3 message: the second proof, wrong, and the call', async () => {
    await say({ secondAttribute: 'mrn', phone: '+1 312 555 0100' });
    const values = { substance: 'x', date_of_birth: '1970-04-09', mrn: 'MRN-500' };
    const one = await waiting(values, { template: 'Recovery' });
    const user = await reader(one);
    const page = await phone(user.cookies);
    await page.goto(`${base}${user.place}`);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
    await page.getByText('Or enter a code given by phone').click();
    await judged(page, 'proof');
    await page.getByLabel('Date of birth').fill('1970-04-08');
    await page.getByLabel('Medical record number').fill('mrn 500');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('does not match').waitFor();
    await judged(page, 'proof-wrong');
    await say({ phone: '+1 312 555 0100' });
    await page.goto(`${base}${user.place}`);
    await page.getByRole('heading', { name: 'needs a call' }).waitFor();
    await judged(page, 'call');
    const code = newPhoneCode();
    await storePhoneCode(sql, one.contact, codeHash(services.seal, one.contact.id, code), 15);
    await page.getByLabel('Code given by phone').fill(code);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Your visit' }).waitFor();
  });

  it('locked, expired, withdrawn, unknown', async () => {
    const one = await waiting();
    const page = await phone();
    await page.goto(`${base}${one.link}/code`);
    await sql`insert into portal_access (lane, contact_id, code_hash, code_expires_at, wrong) values
      (${one.contact.lane}, ${one.contact.id}, '\\x00', stepwell_now() + interval '1 hour', 4)`;
    await page.getByLabel('Code', { exact: true }).fill('12345678');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Locked for your safety' }).waitFor();
    await judged(page, 'locked');
    await sql`update portal_messages set expires_at = stepwell_now() where id = ${one.portalId}`;
    await page.goto(`${base}${one.link}`);
    await page.getByRole('heading', { name: 'expired' }).waitFor();
    await judged(page, 'expired');
    const other = await waiting();
    await recallPortalMessage(sql, other.portalId);
    await page.goto(`${base}${other.link}`);
    await page.getByRole('heading', { name: 'withdrawn' }).waitFor();
    await judged(page, 'withdrawn');
    await page.goto(`${base}/p/nothing`);
    await judged(page, 'unknown');
  });

  it('the way in without a link', async () => {
    const page = await phone();
    await page.goto(`${base}/p`);
    await judged(page, 'door');
    await page.getByLabel('Email address').fill('nobody@nowhere.example');
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByText('If there is an account').waitFor();
    await judged(page, 'door-code');
    await page.getByRole('button', { name: 'Español' }).click();
    await page.getByRole('heading', { name: 'Lea sus mensajes seguros' }).waitFor();
    await judged(page, 'door-es');
  });

  it('load nothing from another host and fail in nothing', () => {
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
