import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { filterSchema } from '../segment/ast.ts';
import { checkFilter } from '../segment/check.ts';
import { isCommercial } from '../delivery/consent.ts';
import { type CheckContext, type Purpose, defineStep, purposes } from './step.ts';

const config = z.strictObject({
  template: z.string().max(120).describe('Name of the template; its current version is sent.'),
  sender: z.string().max(120).optional().describe('Name of a sender identity; absent takes the journey’s.'),
  purpose: z.enum(purposes).default('operations').describe('Decides whether a HIPAA authorization is needed.'),
  guard: filterSchema.optional().describe('Sent only if the contact still matches when the message is claimed.'),
  sealedOnly: z.boolean().optional().describe('Never by TLS alone: S/MIME, PGP or the portal.'),
  portalOnly: z.boolean().optional().describe('Always through the secure portal.'),
  tlsExclusive: z.boolean().optional().describe('Dropped, and recorded, where TLS meets no floor and there is no key.'),
});

export const sendEmail = defineStep({
  type: 'send-email',
  version: 1,
  title: 'Send email',
  help: 'Sends one email, protected for each recipient by the method policy asks for.',
  config,
  defaults: { template: '', purpose: 'operations' },
  outlets: () => [{ id: 'sent', label: 'Sent' }],
  check: (config, context) => [
    ...checkTemplate(config.template, context),
    ...checkSender(config.sender, context),
    ...checkFooter(config.purpose, context),
    ...(config.guard ? checkFilter(config.guard, context.vocabulary, { within: 'journey', field: 'guard' }) : []),
    ...checkMethods(config),
  ],
  filters: (config) => (config.guard ? [config.guard] : []),
  enter: (config, { node, standing }) => ({
    kind: 'perform',
    command: {
      kind: 'send',
      step: node.id,
      visit: standing.visit,
      template: config.template,
      sender: config.sender ?? null,
      purpose: config.purpose,
      guard: config.guard ?? null,
      sealedOnly: config.sealedOnly ?? false,
      portalOnly: config.portalOnly ?? false,
      tlsExclusive: config.tlsExclusive ?? false,
    },
    next: { kind: 'go', outlet: 'sent' },
  }),
});

function checkTemplate(name: string, { templates }: CheckContext): Finding[] {
  const field = 'template';
  if (name === '')
    return [{ severity: 'error', code: 'send.no-template', message: 'Choose the template to send.', field }];
  const template = templates.get(name);
  if (!template)
    return [
      { severity: 'error', code: 'send.unknown-template', message: `There is no template named “${name}”.`, field },
    ];
  if (template.findings > 0) {
    const message = `The template “${name}” has problems; open it and fix them.`;
    return [{ severity: 'error', code: 'send.template-problems', message, field }];
  }
  if (template.phi === 'P3') {
    const message = `“${name}” uses heightened PHI: it goes sealed or through the portal, never by TLS alone.`;
    return [{ severity: 'hint', code: 'send.heightened', message, field }];
  }
  return [];
}

function checkSender(own: string | undefined, { settings, senders }: CheckContext): Finding[] {
  const name = own ?? settings.sender;
  const field = 'sender';
  if (!name) {
    const message = 'Choose a sender for this email, or one for the whole journey.';
    return [{ severity: 'error', code: 'send.no-sender', message, field }];
  }
  const sender = senders.get(name);
  if (!sender)
    return [{ severity: 'error', code: 'send.unknown-sender', message: `There is no sender named “${name}”.`, field }];
  if (sender.verified) return [];
  const message = `The sender “${name}” is not verified, so it cannot send.`;
  return [{ severity: 'error', code: 'send.unverified-sender', message, field }];
}

/** CAN-SPAM: what advertises says where we are. That the template prints it is among the template's own problems. */
function checkFooter(purpose: Purpose, { postalAddress }: CheckContext): Finding[] {
  if (postalAddress || !isCommercial(purpose)) return [];
  const message = 'Marketing email must show the organization’s postal address; fill it in under Settings first.';
  return [{ severity: 'error', code: 'send.no-postal-address', message, field: 'purpose' }];
}

function checkMethods(config: { sealedOnly?: boolean; portalOnly?: boolean; tlsExclusive?: boolean }): Finding[] {
  if (!config.tlsExclusive || !(config.sealedOnly || config.portalOnly)) return [];
  const message = 'TLS-exclusive contradicts sealed only and portal only; choose one.';
  return [{ severity: 'error', code: 'send.methods-contradict', message, field: 'tlsExclusive' }];
}
