import { z } from 'zod';
import { type Filter, filterSchema } from '../segment/ast.ts';
import { type Graph, type StepNode, TRIGGER, ENTERED } from '../graph/model.ts';
import { purposes } from '../steps/step.ts';
import { parseMoment } from '../time/iso.ts';
import { isZone } from '../time/zone.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:30');
const zone = z
  .string()
  .max(50)
  .refine((name) => name === 'contact' || isZone(name), '`contact`, or an IANA time zone')
  .describe('`contact` for each contact’s own time, or an IANA zone.');

/** When a campaign goes out: at once, at a date and time, or in the next local window of each contact. */
export const campaignWhen = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({
    kind: z.literal('at'),
    at: z
      .string()
      .max(40)
      .refine((text) => parseMoment(text) !== null, 'a date and time such as 2026-11-01T09:00')
      .describe('A local date and time, without an offset.'),
    zone,
  }),
  z.strictObject({
    kind: z.literal('window'),
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional().describe('1 = Monday … 7 = Sunday.'),
    from: clock,
    to: clock,
    zone,
  }),
]);
export type CampaignWhen = z.infer<typeof campaignWhen>;

/** One email to an audience. Names, not ids, as in a journey file. */
export const campaignPlan = z.strictObject({
  name: z.string().trim().min(1).max(120),
  audience: filterSchema,
  template: z.string().min(1).max(120),
  sender: z.string().min(1).max(120),
  purpose: z.enum(purposes),
  when: campaignWhen,
});
export type CampaignPlan = z.infer<typeof campaignPlan>;

/** Steps of a campaign, by the ids they always have. */
export const CAMPAIGN = { wait: 'when', email: 'email', end: 'sent' } as const;

/**
 * A campaign as the journey it is: the audience, a wait unless it goes out at once, one email, the end. People are chosen when
 * it is started; where it waits, who no longer fits the audience when their time comes is not sent to.
 */
export function campaignGraph(
  { name, audience, template, sender, purpose, when }: CampaignPlan,
  timezone: string,
): Graph {
  const wait = waitOf(when);
  const guard = wait && !everyone(audience) ? { guard: audience } : {};
  const steps: StepNode[] = [
    ...(wait ? [{ id: CAMPAIGN.wait, type: 'wait-for-time', name: 'When', config: wait }] : []),
    { id: CAMPAIGN.email, type: 'send-email', name: 'Email', config: { template, purpose, ...guard } },
    { id: CAMPAIGN.end, type: 'end', name: 'Sent', config: { reason: 'completed' } },
  ];
  return {
    stepwell: 1,
    name,
    triggers: [{ type: 'manual', config: {}, filter: audience }],
    settings: { sender, priority: 5, reentry: 'never', timezone, exit: [] },
    steps,
    edges: steps.map(({ id }, i) => {
      const before = steps[i - 1];
      return before
        ? { from: before.id, outlet: before.id === CAMPAIGN.wait ? 'done' : 'sent', to: id }
        : { from: TRIGGER, outlet: ENTERED, to: id };
    }),
    layout: {},
  };
}

/** The plan behind a campaign's drawing; null when someone made another journey of it. */
export function planOf(graph: Graph): CampaignPlan | null {
  const config = (id: string) => graph.steps.find((step) => step.id === id)?.config;
  const email = config(CAMPAIGN.email);
  const parsed = campaignPlan.safeParse({
    name: graph.name,
    audience: graph.triggers[0]?.filter,
    template: email?.['template'],
    sender: graph.settings.sender,
    purpose: email?.['purpose'],
    when: whenOf(config(CAMPAIGN.wait)),
  });
  return parsed.success ? parsed.data : null;
}

function waitOf(when: CampaignWhen): Record<string, unknown> | null {
  switch (when.kind) {
    case 'now':
      return null;
    case 'at':
      return { mode: 'until', until: when.at, onPast: 'go', zone: when.zone };
    case 'window': {
      const { weekdays, from, to } = when;
      const window = { ...(weekdays ? { weekdays } : {}), from, to };
      return { mode: 'duration', duration: 'PT0S', window, zone: when.zone };
    }
    default:
      return when satisfies never;
  }
}

function whenOf(wait: Record<string, unknown> | undefined): unknown {
  if (!wait) return { kind: 'now' };
  const { mode, until, window, zone: where } = wait;
  if (mode === 'until') return { kind: 'at', at: until, zone: where };
  return { kind: 'window', zone: where, ...(typeof window === 'object' ? window : {}) };
}

function everyone(audience: Filter): boolean {
  return 'all' in audience && audience.all.length === 0;
}
