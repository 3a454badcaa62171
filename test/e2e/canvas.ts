import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a marketer's hand does on the canvas. */
export function canvasOf(page: Page) {
  const card = (id: string) => page.locator(`[data-step="${id}"]`);
  const stepIds = () =>
    page.locator('[data-step]').evaluateAll((all) => all.map((one) => one.getAttribute('data-step') ?? ''));

  /** Presses, moves in small steps as a hand does, and lets go over the middle of the target. */
  async function drag(from: string, to: string): Promise<void> {
    const source = page.locator(from).first();
    await source.scrollIntoViewIfNeeded();
    const start = await middle(source);
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x + 12, start.y + 6, { steps: 3 });
    // The sheet may still glide to where it shows the last change: aim, then look again before letting go.
    for (let aim = 0; aim < 3; aim++) {
      const end = await middle(page.locator(to).first());
      await page.mouse.move(end.x, end.y, { steps: 8 });
      await page.waitForTimeout(150);
    }
    await page.mouse.up();
    await page.waitForTimeout(500);
  }

  async function middle(locator: ReturnType<Page['locator']>): Promise<{ x: number; y: number }> {
    const box = await locator.boundingBox();
    if (!box) throw new Error('Nothing to be seen there.');
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 24) };
  }

  return {
    card,
    drag,
    stepIds,
    /** Drags something from the palette and gives the ids of the steps that are new. */
    async insert(item: string, to: string): Promise<string[]> {
      const before = new Set(await stepIds());
      await drag(`[data-palette="${item}"]`, to);
      await expect.poll(async () => (await stepIds()).length, { timeout: 10_000 }).toBeGreaterThan(before.size);
      return (await stepIds()).filter((id) => !before.has(id));
    },
    async fit(): Promise<void> {
      await page.getByRole('button', { name: /fit/i }).first().click();
      await page.waitForTimeout(600);
    },
    async choose(label: string, option: string | RegExp): Promise<void> {
      await page
        .getByRole('combobox', { name: label })
        .or(page.getByLabel(label, { exact: true }))
        .first()
        .click();
      await page.getByRole('option', { name: option }).first().click();
    },
    /** What a card says under its line: people here and people who passed. */
    async figures(id: string): Promise<{ here: number; passed: number }> {
      const text = await card(id).innerText();
      const number = (pattern: RegExp) => Number((pattern.exec(text)?.[1] ?? '0').replaceAll(',', ''));
      return { here: number(/([\d,]+)\s+here now/), passed: number(/([\d,]+)\s+passed/) };
    },
  };
}
