import { readFileSync } from 'node:fs';
import { checkSenderCertificate } from '#mail/check-sender-certificate.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { appendAudit } from '#store/audit/append.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { listSenderKeys } from '#store/senders/list-keys.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { findSender } from './find-sender.ts';
import { withServices } from './with-services.ts';

const usage =
  'sender:certificate NAME-or-ID [--file PEM-or-P12 [--passphrase-file FILE]] [--renew]  (without either: shows them)';

/**
 * sender:certificate: shows what signs inside a sender's sealed mail, takes a certificate from a file, or makes both the
 * certificate and the OpenPGP key anew.
 */
export const senderCertificate: Command = async (args) => {
  const { given, options, flags } = readArguments(args, {
    usage,
    given: [1, 1],
    options: ['file', 'passphrase-file'],
    flags: ['renew'],
  });
  const file = options.file === undefined ? null : read(options.file);
  const passphrase =
    options['passphrase-file'] === undefined
      ? ''
      : read(options['passphrase-file'])
          .toString()
          .replace(/\r?\n$/, '');
  if (file && flags.renew === true) throw new CommandError(`Give --file or --renew, not both. Usage: ${usage}`);
  return withServices(async ({ db, seal, now }) => {
    const sender = await findSender(db.orm, given[0]!);
    const keys = file
      ? [await checkSenderCertificate({ file, passphrase }, sender.address, await now())]
      : flags.renew === true
        ? await makeSenderKeys(sender, await now())
        : [];
    if (keys.length > 0) {
      await db.orm.transaction(async (tx) => {
        await keepSenderKeys(tx, seal, sender.id, keys);
        await appendAudit(tx, {
          actor: 'system',
          action: 'sender.certificate',
          subject: `sender:${sender.id}`,
          details: { fingerprints: keys.map((one) => one.fingerprint), source: keys[0]!.source },
        });
      });
    }
    const kept = await listSenderKeys(db.orm, sender.id);
    const lines = kept.map(
      ({ kind, fingerprint, source, expiresAt, published }) =>
        `${kind} ${fingerprint}, ${source}, ${expiresAt ? `until ${expiresAt.toISOString().slice(0, 10)}` : 'without end'}\n${published.trim()}`,
    );
    print(flags.json, { id: sender.id, keys: kept }, [`${sender.name} <${sender.address}>`, ...lines].join('\n'));
  });
};

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
}
