import type { CheckWorld } from '#core/graph/check.ts';
import { vocabulary } from '../support.ts';

/** One of each thing a step may name, and of what is wrong with such things. */
export const world: CheckWorld = {
  vocabulary,
  templates: new Map([
    ['Welcome', { links: ['Webinar', 'Portal'], fields: ['first_name'], phi: 'P1', findings: 0 }],
    ['Lab result', { links: [], fields: ['conditions'], phi: 'P3', findings: 0 }],
    ['Faulty', { links: [], fields: [], phi: 'P0', findings: 2 }],
  ]),
  senders: new Map([
    ['Clinic', { verified: true }],
    ['New sender', { verified: false }],
  ]),
  webhooks: new Map([
    ['CRM', { baa: true }],
    ['Slack', { baa: false }],
  ]),
  journeys: new Map([
    ['Renewal', { published: true }],
    ['Sketch', { published: false }],
  ]),
  forms: new Set(['Contact us']),
  postalAddress: true,
};

/** A config of each type with nothing missing. */
export const configured: Record<string, Record<string, unknown>> = {
  'send-email': { template: 'Welcome', purpose: 'treatment', guard: { segment: 'Texans' } },
  'wait-for-time': {
    mode: 'attribute',
    attribute: 'appointment',
    offset: 'P2D',
    direction: 'before',
    time: '09:30',
    onMissing: 'skip',
    onPast: 'exit',
    window: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
    zone: 'contact',
  },
  'wait-for-event': { event: { kind: 'click', step: 'welcome', link: 'Webinar' }, timeout: 'P7D' },
  branch: { paths: [{ id: 'a', label: 'Texans', filter: { segment: 'Texans' } }] },
  split: {
    paths: [
      { id: 'a', label: 'Short', weight: 33.3 },
      { id: 'b', label: 'Long', weight: 66.7 },
    ],
  },
  'go-to': { target: { step: 'welcome' }, repeats: 2 },
  'add-to-segment': { segment: 'Invited' },
  'remove-from-segment': { segment: 'Invited' },
  'update-attribute': { attribute: 'conditions', action: 'add', value: 'asthma' },
  webhook: { endpoint: 'CRM', event: 'appointment.due', attributes: ['appointment'], timeout: 'PT1H' },
  'non-delivery-case': { watch: 'P5D', due: 'P3D', unreadPortal: true, queue: 'EOB desk', note: 'Call first' },
  end: { reason: 'goal', note: 'Enrolled again' },
};
