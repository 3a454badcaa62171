import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What WCAG 2.2 A and AA rules say against a page, and axe's good habits with `habits`, one line each. `within`: only of that part. A frame's content,
 * a mail, is its author's.
 */
export async function violations(
  page: Page,
  { habits = true, within }: { habits?: boolean; within?: string | undefined } = {},
): Promise<string[]> {
  // Through the debugger: the page's own policy lets no foreign script in.
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', ...(habits ? ['best-practice'] : [])];
  return page.evaluate(
    async ({ runOnly, within }) => {
      const run = (globalThis as unknown as { axe: typeof axe }).axe.run;
      const { violations: found } = await run(within ?? document, {
        iframes: false,
        runOnly,
      });
      return found.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
    },
    { runOnly: tags, within },
  );
}

/** How far the page is wider than its window, CSS pixels; 0 when nothing has to be scrolled sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
