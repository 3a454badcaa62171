/** Waits until `test` says yes, asking every `every` milliseconds. @throws Error when `ms` have passed. */
export async function until(
  what: string,
  ms: number,
  test: () => boolean | Promise<boolean>,
  every: number,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await test()) return;
    await new Promise((next) => setTimeout(next, every));
  }
  throw new Error(`waited in vain for ${what}`);
}
