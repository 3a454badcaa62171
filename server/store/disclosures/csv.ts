import { csvLine } from '#core/csv/formula.ts';
import type { Disclosure } from './of-contact.ts';

const HEAD = [
  'date',
  'what',
  'kind',
  'to_contact',
  'purpose',
  'class',
  'method',
  'outcome',
  'resend',
  'journey',
  'message_id',
  'case_id',
  'recorded_by',
];

/** A disclosure report as CSV, cells guarded against spreadsheets. Whom it went to is an id; no name, no content. */
export function disclosuresCsv(contactId: string, rows: readonly Disclosure[]): string {
  const lines = rows.map((one) =>
    csvLine([
      new Date(one.at).toISOString(),
      one.what,
      one.kind,
      contactId,
      one.purpose,
      one.phi,
      one.method,
      one.outcome,
      one.resend,
      one.journey,
      one.messageId,
      one.caseId,
      one.actor,
    ]),
  );
  return `\ufeff${csvLine(HEAD)}${lines.join('')}`;
}
