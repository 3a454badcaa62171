import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticPeople } from '#db/seed/people.ts';
import { type App, startApp } from './app.ts';
import { launchBrowser, picture } from './browser.ts';
import { canvasOf } from './canvas.ts';

/**
 * The main job, by a marketer's hand, in a real browser against the real application: draw, publish, import, start,
 * read the mail, click in one, see the branch taken and the counts add up.
 */
const LIST = 'Browser test';
let app: App;
let browser: Browser;
let page: Page;
/** Unexpected things the pages said. */
const complaints: string[] = [];
const steps = { send: '', drop: '', wait: '', branch: '', follow: '' };

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  // By its own name a headless browser's click is judged a machine's, rightly, and takes no branch.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', userAgent });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
}, 300_000);

afterAll(async () => {
  if (page) await picture(page, 'last');
  await browser?.close();
  await app?.stop();
}, 60_000);

/** Two people per demo domain: new ones, and for the sealed domains ones whose keys the demo knows. */
function people(): { address: string; first: string; last: string }[] {
  const known = syntheticPeople(2000, '2026-01-01');
  const keyed = ['pgpmail.example', 'smimemail.example'].flatMap((domain) =>
    known
      .filter((one) => one.domain === domain)
      .slice(0, 2)
      .map((one) => ({
        address: String(one.attributes['email']),
        first: String(one.attributes['first_name']),
        last: String(one.attributes['last_name']),
      })),
  );
  const fresh = ['clearlake.example', 'oldmail.example', 'selfsigned.example'].flatMap((domain) =>
    ['ada', 'grace'].map((first) => ({ address: `${first}.browser@${domain}`, first, last: 'O’Browser, Jr.' })),
  );
  return [...fresh, ...keyed];
}

describe('the main job', () => {
  it('signs the marketer in', async () => {
    await page.goto(app.url);
    await page.getByLabel('E-mail').fill('marketer@stepwell.example');
    await page.locator('input[type=password]').fill(/password (\S+)/.exec(app.output())![1]!);
    await picture(page, '01-sign-in');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Journeys', exact: true }).waitFor();
    await picture(page, '02-journeys');
  });

  it('imports a CSV, rejecting the bad rows with reasons', async () => {
    const directory = join(tmpdir(), `stepwell-csv-${process.pid}`);
    mkdirSync(directory, { recursive: true });
    const file = join(directory, 'members.csv');
    const rows = people().map((one) => `${one.address},${one.first},"${one.last}",Gold,2027-01-01,en`);
    writeFileSync(
      file,
      [
        'Email,First name,Last name,Plan,Renewal date,Language',
        ...rows,
        'not-an-address,Bad,Row,Gold,2027-01-01,en',
        rows[0],
        '',
      ].join('\r\n'),
    );
    await page.goto(`${app.url}/contacts/import`);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('combobox', { name: 'Put them on the list' }).fill(LIST);
    await page.keyboard.press('Escape');
    await picture(page, '03-import-columns');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page
      .getByText(/rejected/i)
      .first()
      .waitFor({ timeout: 30_000 });
    await expect
      .poll(async () => (await page.locator('main').innerText()).replaceAll('\n', ' '), { timeout: 30_000 })
      .toMatch(/6\s+new\s+\d+\s+changed\s+\d+\s+already so\s+2\s+rejected/);
    await picture(page, '04-imported');
  });

  it('draws the re-enrollment journey by dragging steps and filters', async () => {
    await page.goto(`${app.url}/journeys`);
    await page.getByRole('link', { name: 'New journey' }).first().click();
    await page.locator('[data-ready="refill-reminder"]').waitFor({ timeout: 20_000 });
    expect(await page.locator('[data-ready]').count()).toBe(16);
    await page.getByRole('button', { name: /A blank sheet/ }).click();
    await page.locator('[data-step="trigger"]').waitFor({ timeout: 20_000 });
    await page.getByLabel('Journey name').fill('Re-enrollment by hand');
    await page.getByLabel('Journey name').press('Enter');
    await page.waitForTimeout(1000);
    const canvas = canvasOf(page);

    await canvas.drag(`[data-palette="filter:list:${LIST}"]`, '[data-step="trigger"]');
    await expect.poll(() => canvas.card('trigger').innerText()).toMatch(new RegExp(`${LIST}\\s*10`));

    steps.send = (await canvas.insert('step:send-email', '[data-plus="trigger:entered"]'))[0]!;
    await canvas.card(steps.send).click();
    await canvas.choose('Template', /^Plan re-enrollment/);
    await canvas.choose('Send as', /plans@/);

    steps.drop = (await canvas.insert('step:send-email', `[data-plus="${steps.send}:sent"]`))[0]!;
    await canvas.card(steps.drop).click();
    await canvas.choose('Template', /^Plan information/);
    await canvas.choose('Send as', /plans@/);
    await page.getByRole('switch', { name: 'Drop instead of using the portal' }).click({ force: true });

    steps.wait = (await canvas.insert('step:wait-for-event', `[data-plus="${steps.drop}:sent"]`))[0]!;
    await canvas.card(steps.wait).click();
    await canvas.choose('Wait until', /click/i);
    await canvas.fit();

    // A filter on an edge becomes a branch: who matches keeps the path, the others come to an end.
    const made = await canvas.insert('filter:quick:clicked', `[data-plus="${steps.wait}:happened"]`);
    for (const id of made) if ((await canvas.card(id).innerText()).includes('Branch')) steps.branch = id;
    expect(steps.branch).not.toBe('');
    await canvas.fit();
    await picture(page, '05-branch-from-filter');

    const clicked = await page
      .locator(`[data-plus^="${steps.branch}:"]:not([data-plus$=":otherwise"])`)
      .first()
      .getAttribute('data-plus');

    // A filter on a branch becomes its next path.
    const before = await page.locator(`[data-plus^="${steps.branch}:"]`).count();
    await canvas.drag('[data-palette="filter:segment:Prefers Spanish"]', `[data-step="${steps.branch}"]`);
    await expect.poll(() => page.locator(`[data-plus^="${steps.branch}:"]`).count()).toBe(before + 1);
    await canvas.fit();

    steps.follow = (await canvas.insert('step:send-email', `[data-plus="${clicked}"]`))[0]!;
    await canvas.fit();
    await canvas.card(steps.follow).click();
    await canvas.choose('Template', /^Plan information/);
    await canvas.choose('Send as', /plans@/);
    await canvas.insert('step:end', `[data-plus="${steps.follow}:sent"]`);
    await page
      .getByText(/All changes saved|Saved/)
      .first()
      .waitFor({ timeout: 15_000 });
    await picture(page, '06-drawn');
  });

  it('undoes and redoes a drop as one step', async () => {
    const canvas = canvasOf(page);
    const ids = (await canvas.stepIds()).toSorted();
    await canvas.fit();
    await canvas.insert('step:add-to-segment', `[data-plus="${steps.follow}:sent"]`);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(async () => (await canvas.stepIds()).toSorted()).toEqual(ids);
    await page.getByRole('button', { name: /^Redo/ }).click();
    await expect.poll(async () => (await canvas.stepIds()).length).toBe(ids.length + 1);
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(async () => (await canvas.stepIds()).toSorted()).toEqual(ids);
  });

  it('publishes and starts it for the imported list, counted first', async () => {
    await page.getByRole('button', { name: 'Review & publish' }).click();
    await page.getByRole('button', { name: /^Publish version/ }).waitFor();
    await page.waitForTimeout(800);
    for (const box of await page.getByRole('checkbox').all()) if (!(await box.isChecked())) await box.check();
    await picture(page, '07-publish');
    await page.getByRole('button', { name: /^Publish version 1/ }).click();
    await page
      .getByText(/LIVE V1/i)
      .first()
      .waitFor({ timeout: 20_000 });
    await page
      .getByRole('button', { name: /^Start/ })
      .first()
      .click();
    await page.getByText('A list', { exact: true }).click();
    await canvasOf(page).choose('List', LIST);
    await page.getByRole('button', { name: 'Start for 10' }).click();
    const canvas = canvasOf(page);
    await expect.poll(async () => (await canvas.figures(steps.drop)).passed, { timeout: 60_000 }).toBe(10);
    await picture(page, '08-started');
  });

  it('sends each message by the method its recipient can take', async () => {
    const found = async () => {
      const mails = await api<{ messages: { method: string | null; state: string }[] }>('messages.list', {
        limit: 100,
      });
      const counted: Record<string, number> = {};
      for (const mail of mails.messages.slice(0, 20))
        counted[`${mail.method ?? '-'}:${mail.state}`] = (counted[`${mail.method ?? '-'}:${mail.state}`] ?? 0) + 1;
      return counted;
    };
    await expect
      .poll(found, { timeout: 90_000, interval: 1000 })
      .toMatchObject({ 'tls:sent': 4, 'pgp:sent': 4, 'smime:sent': 4, 'portal:sent': 2, 'drop:dropped': 4 });
    await page.goto(`${app.url}/messages`);
    await page.waitForTimeout(1500);
    await picture(page, '09-messages');
  });

  it('shows the mail decrypted in the local mailbox, and a click takes the branch', async () => {
    await page.goto(`${app.url}/mailbox`);
    await page.waitForTimeout(1500);
    const known = people().find((one) => one.address.endsWith('@pgpmail.example'))!;
    await page.getByPlaceholder('Find a recipient').fill(known.address);
    await page.waitForTimeout(1500);
    // The subject is sealed too, so which mail is which shows only once it is opened.
    const mail = page.frameLocator('iframe').first();
    for (const row of await page.getByText('Sealed: subject inside').all()) {
      await row.click();
      await mail
        .getByText(/Keep the coverage that fits|What changes, and what/)
        .first()
        .waitFor({ timeout: 15_000 });
      if (await mail.getByText('What changes, and what stays').isVisible()) break;
    }
    expect(await mail.getByText('What changes, and what stays').isVisible()).toBe(true);
    await picture(page, '10-mailbox-pgp');
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      mail
        .getByRole('link', { name: /webinar|information|plan/i })
        .first()
        .click(),
    ]);
    await opened.close();
  });

  it('shows on the canvas counts that add up', async () => {
    await page.goto(`${app.url}/journeys`);
    await page.getByText('Re-enrollment by hand').first().click();
    await page.locator('[data-step="trigger"]').waitFor();
    const canvas = canvasOf(page);
    await expect
      .poll(async () => (await canvas.figures(steps.follow)).passed, { timeout: 120_000, interval: 1000 })
      .toBe(1);
    const wait = await canvas.figures(steps.wait);
    expect(wait).toEqual({ here: 9, passed: 1 });
    await page.getByText('Results', { exact: true }).first().click();
    await canvas.fit();
    await picture(page, '11-results');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForTimeout(600);
    await picture(page, '12-results-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('left no complaint in the browser', () => {
    expect(complaints).toEqual([]);
  });
});

/** Asks a procedure as the signed-in page does. */
async function api<T>(procedure: string, input: unknown): Promise<T> {
  return page.evaluate(
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
