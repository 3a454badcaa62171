import type { InboundMail } from './report.ts';

/** The first value of a header, lower case and trimmed; empty when there is none. */
export function headerOf({ headers }: InboundMail, name: string): string {
  return (
    headers
      .find((one) => one.name === name)
      ?.value.trim()
      .toLowerCase() ?? ''
  );
}
