import { describe, expect, it } from 'vitest';
import { listMail } from '#server/mailbox/read.ts';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { releaseHeld } from '#store/messages/release-held.ts';
import { explainWhy } from '#store/why/explain.ts';
import { messageNow, settle } from '#test/support/delivery.ts';
import { sendingRig } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await sendingRig(services);

describe('a template that vanished while messages wait for it', () => {
  it('holds those messages, says so on the contact’s timeline, lets others go, and sends once it is back', async () => {
    const [ada, grace] = [
      await rig.contact('ada.bad@clearlake.example'),
      await rig.contact('grace.bad@clearlake.example'),
    ];
    await sql`update templates set name = 'Renamed by hand' where name = 'Open house'`;
    const stuck = (await rig.queue([ada])).get(ada.id)!;
    await settle(services, [stuck]);
    expect(await messageNow(services, stuck)).toMatchObject({ state: 'held', reason: 'TEMPLATE_MISSING' });
    await sql`update templates set name = 'Open house' where name = 'Renamed by hand'`;
    const fine = (await rig.queue([grace])).get(grace.id)!;
    await settle(services, [fine]);
    expect(await messageNow(services, fine)).toMatchObject({ state: 'sent' });

    const timeline = await contactTimeline(sql, ada.id, 20);
    expect(timeline.find(({ kind }) => kind === 'message')).toMatchObject({ state: 'held', what: 'TEMPLATE_MISSING' });
    const [answer] = await explainWhy(sql, services.seal, ada.id, { message: stuck });
    expect(answer!.sentence).toBe(
      'It is held for a person to look at, and was not sent: the template has no published version.',
    );
    expect(await listMail(services, { limit: 5, recipient: ada.email })).toEqual([]);

    await sql.begin((tx) => releaseHeld(tx, services.seal, { id: stuck, actor: 'user:1' }));
    await settle(services, [stuck]);
    expect(await messageNow(services, stuck)).toMatchObject({ state: 'sent' });
    expect(await listMail(services, { limit: 5, recipient: ada.email })).toHaveLength(1);
  });
});
