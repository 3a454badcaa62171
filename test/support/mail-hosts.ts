import { afterAll } from 'vitest';
import type { Services } from '#api/services.ts';
import { openTransport, startDelivery } from '#server/delivery/start.ts';
import { startMailbox } from '#server/mailbox/mailbox.ts';
import { deliveryRig } from './delivery.ts';

/** The way out to the demo's mail hosts, started here, over real SMTP; all of it stopped when the test file ends. */
export async function mailTransport(services: Services) {
  const mailbox = await startMailbox({ services });
  const { resolver, caCertificates } = mailbox;
  const transport = openTransport(services, { resolver, caCertificates, port: 25, allowPrivateNetworks: false });
  afterAll(async () => {
    transport.stop();
    await mailbox.stop();
  });
  return transport;
}

/** Something to send (`deliveryRig`), and the dispatcher sending whatever is queued. */
export async function sendingRig(services: Services) {
  const transport = await mailTransport(services);
  const rig = await deliveryRig(services);
  const delivery = await startDelivery(services, transport);
  afterAll(() => delivery.stop());
  return rig;
}
