import type { Edge, Graph, StepNode } from '../../server/core/graph/model.ts';
import type { Filter } from '../../server/core/segment/ast.ts';

export interface ReadyJourney {
  id: string;
  title: string;
  about: string;
  color: string;
  graph: Graph;
}

type Step = [id: string, type: string, name: string, config: Record<string, unknown>];

const TIMEZONE = 'America/Chicago';
const OFFICE_HOURS = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };

/** `from:outlet>to`, one per edge. */
function draw(name: string, filter: Filter | null, steps: Step[], edges: string[]): Graph {
  return {
    stepwell: 1,
    name,
    triggers: [{ type: 'manual', config: {}, ...(filter ? { filter } : {}) }],
    settings: { priority: 5, reentry: 'never', timezone: TIMEZONE, exit: [] },
    steps: steps.map(([id, type, called, config]): StepNode => ({ id, type, name: called, config })),
    edges: edges.map((text): Edge => {
      const [from = '', outlet = '', to = ''] = text.split(/[:>]/);
      return { from, outlet, to };
    }),
    layout: {},
  };
}

const clicked = (link?: string): Filter => ({
  engaged: 'click',
  did: true,
  last: true,
  atLeast: 1,
  ...(link ? { link } : {}),
});

/** Drawings to begin from. They name the gallery's templates; whatever is missing here shows as a problem to fix. */
export const readyJourneys: readonly ReadyJourney[] = [
  {
    id: 'reenrollment',
    title: 'Plan re-enrollment',
    about: 'An invitation, what was clicked in it, and the details for who asked for them.',
    color: 'indigo',
    graph: draw(
      'Plan re-enrollment',
      { segment: 'Renewal due' },
      [
        ['invitation', 'send-email', 'Invitation to renew', { template: 'Plan re-enrollment', purpose: 'operations' }],
        ['answer', 'wait-for-event', 'Clicks a link', { event: { kind: 'click', step: 'invitation' }, timeout: 'P5D' }],
        [
          'asked',
          'branch',
          'Asked for information?',
          { paths: [{ id: 'information', label: 'More information', filter: clicked('information') }] },
        ],
        ['information', 'send-email', 'Plan information', { template: 'Plan information', purpose: 'operations' }],
        ['informed', 'end', 'Informed', { reason: 'goal' }],
        ['answered', 'end', 'Answered', { reason: 'completed' }],
        ['no-answer', 'end', 'No answer', { reason: 'completed' }],
      ],
      [
        'trigger:entered>invitation',
        'invitation:sent>answer',
        'answer:happened>asked',
        'answer:timeout>no-answer',
        'asked:information>information',
        'asked:otherwise>answered',
        'information:sent>informed',
      ],
    ),
  },
  {
    id: 'follow-up',
    title: 'Appointment follow-up',
    about: 'Two days after a visit, in office hours: next steps, and a nudge for who has not read them.',
    color: 'grape',
    graph: draw(
      'Appointment follow-up',
      null,
      [
        [
          'after-visit',
          'wait-for-time',
          'Two days after the visit',
          {
            mode: 'attribute',
            attribute: 'last_appointment',
            offset: 'P2D',
            direction: 'after',
            onMissing: 'exit',
            window: OFFICE_HOURS,
            zone: 'contact',
          },
        ],
        ['next-steps', 'send-email', 'Your next steps', { template: 'Appointment follow-up', purpose: 'treatment' }],
        ['reads', 'wait-for-event', 'Opens it', { event: { kind: 'open', step: 'next-steps' }, timeout: 'P4D' }],
        ['read', 'end', 'Read', { reason: 'goal' }],
        ['again', 'send-email', 'Once more', { template: 'Appointment follow-up', purpose: 'treatment' }],
        ['done', 'end', 'Reminded', { reason: 'completed' }],
      ],
      [
        'trigger:entered>after-visit',
        'after-visit:done>next-steps',
        'next-steps:sent>reads',
        'reads:happened>read',
        'reads:timeout>again',
        'again:sent>done',
      ],
    ),
  },
  {
    id: 'onboarding',
    title: 'New member onboarding',
    about: 'A welcome on the first day, and a reminder a week later for who did nothing with it.',
    color: 'lime',
    graph: draw(
      'New member onboarding',
      { segment: 'New members' },
      [
        ['welcome', 'send-email', 'Welcome', { template: 'New member welcome', purpose: 'operations' }],
        [
          'week',
          'wait-for-time',
          'A week',
          { mode: 'duration', duration: 'P7D', window: OFFICE_HOURS, zone: 'contact' },
        ],
        ['started', 'branch', 'Started?', { paths: [{ id: 'yes', label: 'Clicked', filter: clicked() }] }],
        ['begun', 'end', 'Begun', { reason: 'goal' }],
        ['reminder', 'send-email', 'A reminder', { template: 'New member welcome', purpose: 'operations' }],
        ['done', 'end', 'Reminded', { reason: 'completed' }],
      ],
      [
        'trigger:entered>welcome',
        'welcome:sent>week',
        'week:done>started',
        'started:yes>begun',
        'started:otherwise>reminder',
        'reminder:sent>done',
      ],
    ),
  },
  {
    id: 'preventive',
    title: 'Preventive care',
    about: 'A check-up is due: one email, then only for who has not booked, another three weeks later.',
    color: 'orange',
    graph: draw(
      'Preventive care',
      { segment: 'Overdue for preventive care' },
      [
        ['due', 'send-email', 'A check-up is due', { template: 'Preventive care', purpose: 'treatment' }],
        [
          'booked',
          'wait-for-event',
          'Books an appointment',
          { event: { kind: 'custom', name: 'appointment_booked' }, timeout: 'P21D' },
        ],
        ['goal', 'end', 'Booked', { reason: 'goal' }],
        [
          'second',
          'send-email',
          'Still due',
          { template: 'Preventive care', purpose: 'treatment', guard: { segment: 'Overdue for preventive care' } },
        ],
        ['done', 'end', 'Reminded twice', { reason: 'completed' }],
      ],
      ['trigger:entered>due', 'due:sent>booked', 'booked:happened>goal', 'booked:timeout>second', 'second:sent>done'],
    ),
  },
];

/** An empty sheet: a trigger, and nothing under it yet. */
export const blankJourney = (name: string): Graph => draw(name, null, [], []);
