import { z } from 'zod';
import { type CampaignPlan, campaignPlan } from '#core/campaign/plan.ts';
import { campaignStates } from '#core/campaign/state.ts';
import { type CampaignRow, getCampaign, listCampaigns } from '#store/campaigns/list.ts';
import { launch } from '../../campaigns/launch.ts';
import { defineRoute } from '../route.ts';
import { audienceSchema, idParams, moment, momentOrNull } from '../schemas.ts';

const counts = z.record(z.string(), z.number());

const campaign = z.object({
  id: z.string().describe('Also the id of the journey it is: pause, resume and end it at `/journeys/{id}`.'),
  name: z.string(),
  state: z.enum(campaignStates),
  createdAt: moment,
  nextAt: momentOrNull.describe('When the first of those who wait for their time goes out'),
  total: z.number().describe('People counted when it was sent'),
  entered: z.number(),
  delivered: counts.describe('Accepted, by method'),
  waiting: z.number(),
  failed: counts.describe('By reason'),
  opened: z.number().describe('People; automated opens do not count'),
  clicked: z.number(),
});

const body = z.strictObject({ ...campaignPlan.shape, audience: audienceSchema });

export const sendCampaignRoute = defineRoute({
  operation: 'campaigns.send',
  method: 'POST',
  path: '/campaigns',
  scope: 'journeys:write',
  summary: 'Send one email to a list, a segment or a rule, now or at a time',
  description:
    'Made, published and started in one act, or refused as a whole (422 with the findings). A name is used once, and ' +
    'with an Idempotency-Key the same request sends once.',
  body,
  status: 201,
  response: z.object({ id: z.string(), start: z.string(), total: z.number() }),
  handler: async (context, { body: given }) => {
    const { audience } = given;
    const plan: CampaignPlan = { ...given, audience: 'filter' in audience ? audience.filter : audience };
    const { id, start, total } = await launch(context, plan, null, (orm, entry) => context.audit(orm, entry));
    return { id, start, total };
  },
});

export const listCampaignsRoute = defineRoute({
  operation: 'campaigns.list',
  method: 'GET',
  path: '/campaigns',
  scope: 'journeys:read',
  summary: 'The newest hundred campaigns with their figures',
  response: z.object({ data: z.array(campaign), nextCursor: z.null() }),
  handler: async ({ db }) => ({ data: (await listCampaigns(db.sql)).map(shown), nextCursor: null }),
});

export const getCampaignRoute = defineRoute({
  operation: 'campaigns.get',
  method: 'GET',
  path: '/campaigns/{id}',
  scope: 'journeys:read',
  summary: 'A campaign and its figures',
  params: idParams,
  response: campaign,
  handler: async ({ db }, { params }) => shown(await getCampaign(db.sql, params.id)),
});

function shown({ plan: _plan, createdBy: _by, pausedReason: _why, waitingForTime: _here, ...row }: CampaignRow) {
  return row;
}
