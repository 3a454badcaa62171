import { z } from 'zod';
import { type CaseCause, caseCauses } from '#core/cases/causes.ts';
import { caseChannels, caseOutcomes, caseStates } from '#core/cases/machine.ts';
import { Failure } from '#core/failure.ts';
import { findCase } from '#store/cases/list.ts';
import { readCaseLog } from '#store/cases/read-log.ts';
import type { Sql } from '#store/database.ts';
import { moment, momentOrNull } from '../schemas.ts';

export const channel = z.enum(caseChannels);

export const caseInList = z.object({
  id: z.string(),
  contactId: z.string(),
  journeyId: z.string(),
  journey: z.string().nullable(),
  step: z.string(),
  template: z.string(),
  messageId: z.string().describe('The message that was not delivered'),
  resendId: z.string().nullable().describe('The one resend, once a person made it'),
  cause: z.enum(Object.keys(caseCauses) as [CaseCause, ...CaseCause[]]),
  code: z.string().nullable().describe('RFC 3463 code, when one is known'),
  state: z.enum(caseStates),
  queue: z.string().nullable(),
  assignee: z.string().nullable().describe('Id of a user'),
  openedAt: moment,
  dueAt: moment,
  overdue: z.boolean(),
  outcome: z.enum(caseOutcomes).nullable(),
  closedAt: momentOrNull,
});

export const caseWithLog = caseInList.extend({
  note: z.string().nullable().describe('From the journey’s step'),
  log: z.array(
    z.object({
      n: z.number(),
      at: moment,
      actor: z.string(),
      action: z.string(),
      channel: channel.nullable(),
      detail: z.string().nullable(),
    }),
  ),
});

/** A case as it stands now, in the caller's transaction. @throws Failure NOT_FOUND */
export async function readCase(sql: Sql, id: string): Promise<z.input<typeof caseWithLog>> {
  const found = await findCase(sql, id);
  if (!found) throw new Failure('NOT_FOUND', { case: id });
  return { ...found, log: await readCaseLog(sql, found) };
}
