import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { senders } from '#db/schema/senders.ts';
import { templateVersions, templates } from '#db/schema/templates.ts';
import { newId } from '#store/new-id.ts';

/** An email, a three-day wait, an end: publishable once `makeTools` has been there. */
export function smallJourney(name: string): Graph {
  return {
    stepwell: 1,
    name,
    triggers: [{ type: 'manual', config: {} }],
    settings: { sender: 'Clinic', priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [
      { id: 'mail', type: 'send-email', name: 'Welcome', config: { template: 'Welcome', purpose: 'operations' } },
      { id: 'wait', type: 'wait-for-time', name: 'Three days', config: { mode: 'duration', duration: 'P3D' } },
      { id: 'end', type: 'end', name: 'Done', config: { reason: 'completed' } },
    ],
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'mail' },
      { from: 'mail', outlet: 'sent', to: 'wait' },
      { from: 'wait', outlet: 'done', to: 'end' },
    ],
    layout: {},
  };
}

/** The template and the verified sender that `smallJourney` names. */
export async function makeTools(orm: Orm, { verified = true }: { verified?: boolean } = {}): Promise<void> {
  const id = newId(Date.now());
  await orm.insert(templates).values({ id, name: 'Welcome', subject: 'Welcome', currentVersion: 1 });
  await orm.insert(templateVersions).values({
    id: newId(Date.now()),
    templateId: id,
    version: 1,
    subject: 'Welcome',
    preheader: '',
    mjml: '<mjml></mjml>',
    html: '<p>Welcome</p>',
    text: 'Welcome',
    fields: [],
    links: [{ label: 'portal', url: 'https://portal.example/' }],
    phi: 'P1',
  });
  await orm.insert(senders).values({
    id: newId(Date.now()),
    name: 'Clinic',
    fromName: 'Clinic',
    address: 'care@clinic.example',
    domain: 'clinic.example',
    domainOkAt: verified ? new Date() : null,
    addressProvenAt: verified ? new Date() : null,
  });
}
