import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgeInbound } from '#core/inbound/judge-inbound.ts';
import type { InboundKind } from '#core/inbound/report.ts';
import { parseInbound } from '#mail/inbound/parse.ts';

const FOLDER = 'test/corpora/bounces/';
const label = z.object({
  file: z.string(),
  expect: z.array(z.object({ status: z.string(), reason: z.string(), hard: z.boolean() })),
});
type Label = z.infer<typeof label>;

const lines = (await readFile(`${FOLDER}labels.jsonl`, 'utf8')).trim().split('\n');
const labels = lines.map((line) => label.parse(JSON.parse(line)));

/** What the rules reach today; a change of them must not lose it. */
const LEAST: Readonly<Record<string, number>> = { kind: 0.98, hard: 0.96, status: 0.95 };

describe(`${labels.length} real bounces, complaints and automatic replies`, () => {
  it('are told apart, hard from soft, with the right status, for at least 95 of 100', async () => {
    const right = { kind: 0, hard: 0, status: 0 };
    for (const one of labels) {
      const found = judgeInbound((await parseInbound(await readFile(FOLDER + one.file), null)).inbound);
      right.kind += Number(kindOf(found) === expectedKind(one));
      right.hard += Number(hardOf(found) === one.expect.some(({ hard }) => hard));
      right.status += Number(statusRight(one, found));
    }
    for (const [what, n] of Object.entries(right))
      expect(n / labels.length, `${what}: ${n} of ${labels.length}`).toBeGreaterThanOrEqual(LEAST[what]!);
  });
});

function expectedKind({ expect: [first] }: Label): string {
  if (!first) return 'other';
  const kinds: Record<string, string> = { feedback: 'complaint', vacation: 'auto-reply', delivered: 'other' };
  return kinds[first.reason] ?? 'bounce';
}

/** A report that says the mail arrived is no bounce. */
function kindOf(found: InboundKind): string {
  if (found.kind !== 'bounce') return found.kind === 'reply' ? 'other' : found.kind;
  return found.recipients.every(({ action }) => action === 'delivered') ? 'other' : 'bounce';
}

function hardOf(found: InboundKind): boolean {
  return found.kind === 'bounce' && found.recipients.some(({ hard }) => hard);
}

/** The labels give reports without a status of their own a private number (`5.0.9xx`): there only the class counts. */
function statusRight(one: Label, found: InboundKind): boolean {
  if (expectedKind(one) !== 'bounce') return true;
  if (found.kind !== 'bounce') return false;
  return one.expect.every(({ status }) =>
    found.recipients.some((each) =>
      /^[45]\.0\.9\d\d$/.test(status) ? each.status[0] === status[0] : each.status === status,
    ),
  );
}
