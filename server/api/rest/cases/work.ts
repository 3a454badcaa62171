import { z } from 'zod';
import { arrangeAlternative } from '#store/cases/arrange.ts';
import { assignCase } from '#store/cases/assign.ts';
import { closeCase } from '#store/cases/close.ts';
import { confirmAddress } from '#store/cases/confirm-address.ts';
import type { HeldCase } from '#store/cases/hold.ts';
import { resendMessage } from '#store/cases/resend.ts';
import { type Both, transact } from '#store/transact.ts';
import { defineRoute, type RestContext } from '../route.ts';
import { idParams } from '../schemas.ts';
import { caseWithLog, channel, readCase } from './shape.ts';

const note = z.string().max(2000).optional().describe('Sealed under the contact’s own key');
const shared = { scope: 'cases:write', params: idParams, response: caseWithLog } as const;
const refused = 'A step the case does not allow now answers 409 and says what to do instead.';

export const assignCaseRoute = defineRoute({
  ...shared,
  operation: 'cases.assign',
  method: 'PUT',
  path: '/cases/{id}/assignee',
  summary: 'Give a case to a user who may work it, or to nobody',
  body: z.strictObject({ assignee: z.string().max(100).nullable() }),
  handler: (context, { params, body }) =>
    work(context, params.id, 'assign', { assignee: body.assignee }, ({ sql }, actor) =>
      assignCase(sql, { id: params.id, assignee: body.assignee, actor }),
    ),
});

export const confirmCaseAddress = defineRoute({
  ...shared,
  operation: 'cases.confirmAddress',
  method: 'POST',
  path: '/cases/{id}/address-confirmation',
  summary: 'Record that the address was confirmed through another channel; sends nothing',
  description: refused,
  body: z.strictObject({
    channel,
    address: z.email().max(254).optional().describe('Only when it is another one now; it becomes the contact’s'),
    sharedAddress: z.boolean().default(false).describe('The new address may be one that another contact has'),
    note,
  }),
  handler: (context, { params, body }) =>
    work(
      context,
      params.id,
      'confirm-address',
      { channel: body.channel, newAddress: body.address !== undefined },
      ({ sql }, actor) => confirmAddress(sql, context, { ...body, id: params.id, actor }),
    ),
});

export const resendCase = defineRoute({
  ...shared,
  operation: 'cases.resend',
  method: 'POST',
  path: '/cases/{id}/resend',
  summary: 'Make the one resend, after the address was confirmed',
  description: `A second one is impossible. ${refused}`,
  handler: (context, { params }) =>
    work(context, params.id, 'resend', {}, ({ sql }, actor) => resendMessage(sql, context, { id: params.id, actor })),
});

export const arrangeCaseAlternative = defineRoute({
  ...shared,
  operation: 'cases.arrangeAlternative',
  method: 'POST',
  path: '/cases/{id}/alternative',
  summary: 'Record by which other way the contact gets it',
  description: refused,
  body: z.strictObject({ channel, note }),
  handler: (context, { params, body }) =>
    work(context, params.id, 'arrange-alternative', { channel: body.channel }, ({ sql }, actor) =>
      arrangeAlternative(sql, context, { ...body, id: params.id, actor }),
    ),
});

export const closeCaseRoute = defineRoute({
  ...shared,
  operation: 'cases.close',
  method: 'POST',
  path: '/cases/{id}/close',
  summary: 'Close a case whose resend was delivered or whose alternative was arranged; the contact goes on',
  description: refused,
  body: z.strictObject({ note }),
  handler: (context, { params, body }) =>
    work(context, params.id, 'close', {}, ({ sql }, actor) =>
      closeCase(sql, context, { ...body, id: params.id, actor }),
    ),
});

/** One step in one transaction with its audit entry; answers with the case as it stands then. */
function work(
  context: RestContext,
  id: string,
  action: string,
  details: Record<string, unknown>,
  step: (tx: Both, actor: string) => Promise<HeldCase>,
) {
  return transact(context.db, async (tx) => {
    const { contactId } = await step(tx, context.actor);
    await context.audit(tx.orm, {
      action: `case.${action}`,
      subject: `case:${id}`,
      details: { contact: contactId, ...details },
    });
    return readCase(tx.sql, id);
  });
}
