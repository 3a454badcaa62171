import type { Services } from '#api/services.ts';
import { launch } from '#api/campaigns/launch.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findJourneyName } from '#store/journeys/name-taken.ts';
import { runStart } from '#store/starts/run.ts';
import { unfinishedStarts } from '#store/starts/unfinished.ts';

const NAME = 'Benefits for new members';

/** Sends the demo's one campaign, small and long done by today; brings in who is left of one that was cut short. */
export async function sendCampaign(services: Services): Promise<void> {
  if (!(await findJourneyName(services.db.orm, NAME)))
    await launch(
      services,
      {
        name: NAME,
        audience: { all: [{ segment: 'New members' }, { list: 'Newsletter' }] },
        template: 'Your benefits at a glance',
        sender: 'Lakeview Health Plans',
        purpose: 'operations',
        when: { kind: 'now' },
      },
      null,
      (orm, entry) => appendAudit(orm, { ...entry, actor: 'system' }),
    );
  for (const start of await unfinishedStarts(services.db.sql)) await runStart(services, start);
}
