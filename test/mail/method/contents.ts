import * as fc from 'fast-check';
import type { Content } from '#mail/compose/mime.ts';
import { content } from '../support.ts';

/** Lines of anything: letters of all scripts, signs, very long ones, ones that begin with dots, dashes and From. */
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.replaceAll(/[\r\n]/g, '')),
  fc.constantFrom('.', '..', '-- ', '--boundary', 'From here on', '', 'x'.repeat(2_000), '💧'.repeat(400)),
);
const body = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => `<p>${lines.join('\n')}</p>`);

/** A subject as it can come back: a header is one line, and its ends carry no spaces. */
const subject = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
  .map((one) => one.replaceAll(/[\p{Cc}\p{Zs}\u2028\u2029]+/gu, ' ').trim())
  .filter((one) => one !== '' && one.isWellFormed());

const filename = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((one) => one.replaceAll(/[\p{C}\u2028\u2029/\\"]+/gu, '_').trim())
  .filter((one) => one !== '' && one.isWellFormed());

const attachment = fc.record({
  filename,
  type: fc.constantFrom('application/pdf', 'image/png', 'application/octet-stream', 'audio/mpeg'),
  bytes: fc.uint8Array({ maxLength: 3_000 }).map((one) => Buffer.from(one)),
});

/** Contents of every kind that a message may have. */
export const contents: fc.Arbitrary<Content> = fc
  .record({
    subject,
    html: body.map((one) => one.toWellFormed().replaceAll('\0', '')),
    text: body.map((one) => one.toWellFormed().replaceAll('\0', '')),
    attachments: fc.array(attachment, { maxLength: 3 }),
  })
  .map((change) => content(change));
