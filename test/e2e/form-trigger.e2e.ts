import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, startApp } from './app.ts';
import { launchBrowser, picture } from './browser.ts';
import { canvasOf } from './canvas.ts';

/**
 * A form made by a marketer, a journey that starts with it, and a visitor whose browser runs no script: by hand, in a
 * real browser, against the real application.
 */
let app: App;
let browser: Browser;
let page: Page;
let link = '';
const complaints: string[] = [];

beforeAll(async () => {
  app = await startApp();
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
  });
}, 300_000);

afterAll(async () => {
  if (page) await picture(page, 'form-last');
  await browser?.close();
  await app?.stop();
}, 60_000);

/** A visitor's phone, with script switched off. */
async function visitor<T>(visit: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  try {
    return await visit(await context.newPage());
  } finally {
    await context.close();
  }
}

async function sendIn(from: Page, answers: { email: string; name: string }): Promise<void> {
  await from.goto(link);
  await from.getByLabel('Email', { exact: true }).fill(answers.email);
  await from.getByLabel(/First name/).fill(answers.name);
  await from.getByRole('checkbox').check();
  await from.getByRole('button', { name: 'Sign me up' }).click();
  await from.getByRole('status').getByText('See you on Thursday.').waitFor();
}

describe('a hosted form', () => {
  it('is made in the app', async () => {
    await page.goto(app.url);
    await page.getByLabel('E-mail').fill('marketer@stepwell.example');
    await page.locator('input[type=password]').fill(/password (\S+)/.exec(app.output())![1]!);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'Forms', exact: true }).click();
    await page.getByText('No forms yet').waitFor();
    await page.getByRole('button', { name: 'New form' }).first().click();
    await page.getByLabel('Name').fill('Class');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByLabel('Title of the page').fill('Living well with asthma');
    await page.getByLabel('Consent').fill('You may write to me about the class.');
    await page.getByLabel('Button').fill('Sign me up');
    await page.getByLabel('Thanks').fill('See you on Thursday.');
    await page.getByRole('checkbox', { name: 'Needed' }).first().check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved. The page shows it at once.').waitFor();
    link = (await page.locator('a[href*="/f/"]').first().getAttribute('href'))!;
    await picture(page, '30-form');
  });

  it('starts a journey, beside another way in', async () => {
    const canvas = canvasOf(page);
    await page.getByRole('link', { name: 'Journeys', exact: true }).click();
    await page.getByRole('link', { name: 'New journey' }).first().click();
    await page.getByRole('button', { name: /A blank sheet/ }).click();
    await canvas.card('trigger').waitFor();
    await page.getByLabel('Journey name').fill('Class sign-ups');
    await page.getByLabel('Journey name').press('Enter');
    await canvas.insert('step:end', '[data-plus="trigger:entered"]');
    await canvas.card('trigger').click();
    await canvas.choose('Starts when, way 1', 'Submits a form');
    await canvas.choose('Form', 'Class');
    await page.getByRole('button', { name: 'Add another way in' }).click();
    await canvas.choose('List', 'Newsletter');
    await expect.poll(() => canvas.card('trigger').innerText()).toContain('Sends in “Class”');
    await picture(page, '31-ways-in');
    await page.getByRole('button', { name: 'Review & publish' }).click();
    await page.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('Version 1 is live').waitFor();
    await canvas.card('trigger').click();
  });

  it('takes what a visitor without script sends in, and says what is wrong first', async () => {
    await visitor(async (phone) => {
      await phone.goto(link);
      await phone.getByRole('button', { name: 'Sign me up' }).click();
      await phone.getByRole('alert').getByText('First name: this is needed.').waitFor();
      await picture(phone, '32-form-phone');
      await sendIn(phone, { email: 'nia.visitor@clearlake.example', name: 'Nia' });
    });
    const canvas = canvasOf(page);
    await expect.poll(async () => canvas.card('trigger').innerText()).toMatch(/1 passed/);
  });

  it('overwrites nothing of a contact that is known, and lets a person decide', async () => {
    await visitor((phone) => sendIn(phone, { email: 'nia.visitor@clearlake.example', name: 'Mallory' }));
    await page.getByRole('link', { name: 'Forms', exact: true }).click();
    await page.getByText('1 to look at').waitFor();
    await page.getByRole('link', { name: 'Class', exact: true }).click();
    await page.getByRole('button', { name: 'Show the answers' }).click();
    await page.getByRole('cell', { name: 'Mallory' }).waitFor();
    await page.getByRole('cell', { name: 'Nia' }).waitFor();
    await picture(page, '33-review');
    await page.getByRole('button', { name: 'Leave as it is' }).click();
    await page.getByText('Left as it was.').waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'To look at' }).count()).toBe(0);
  });

  it('left nothing unexpected in the console', () => {
    expect(complaints).toEqual([]);
  });
});
