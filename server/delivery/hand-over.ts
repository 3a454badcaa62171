import type { Services } from '#api/services.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import type { MailOut } from '#mail/session/transport.ts';

/**
 * Hands one of Stepwell's own mails over, through the same gate as everything else and at the notice's floor. A domain
 * without TLS gets none, nor does one that shows less than it showed before (row 4 of the table: whoever stands in between
 * would read it).
 * @param about ids, for the log
 * @param make seals it, once the connection is open and proved
 * @returns false when it must not be sent there
 * @throws Error when it could not be sent for now
 */
export async function handOver(
  { log }: Pick<Services, 'log'>,
  transport: Pick<MailOut, 'reach'>,
  domain: string,
  about: Readonly<Record<string, string>>,
  make: () => Promise<Sealed>,
): Promise<boolean> {
  const reach = await transport.reach(domain, 'T1');
  if (reach.kind === 'unreachable') throw new Error('The mail server cannot be reached now.');
  const line = reach.kind === 'reached' ? reach.line : null;
  const suspectedMitm = reach.kind === 'reached' && reach.suspectedMitm;
  try {
    if (!line || suspectedMitm) {
      log.warn({ ...about, suspectedMitm }, 'a mail of our own was not sent');
      return false;
    }
    const result = await line.send(await make(), async () => {});
    if (result.kind !== 'accepted' && result.kind !== 'in-doubt') throw new Error('The mail was not accepted.');
    return true;
  } finally {
    line?.giveBack();
  }
}
