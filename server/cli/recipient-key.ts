import { readFileSync, statSync } from 'node:fs';
import { type Attestation, attestations } from '#core/keys/life.ts';
import { resolveContacts } from '#store/contacts/resolve-refs.ts';
import { appendAudit } from '#store/audit/append.ts';
import { MAX_KEY_BYTES, refuseKey } from '#store/recipient-keys/checked.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { transact } from '#store/transact.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage =
  'recipient:key CONTACT FILE [--attested HOW] [--confirm]  (CONTACT: id or external id; FILE: PGP public key or certificate; ' +
  `HOW: ${attestations.join(', ')}, or none: the recipient proves it on their page)`;

/**
 * recipient:key: enrolls a contact's own key, attested by whoever runs this. One that would replace an enrolled key is
 * taken only with --confirm.
 */
export const recipientKey: Command = async (args) => {
  const { given, flags, options } = readArguments(args, {
    usage,
    given: [2, 2],
    flags: ['confirm'],
    options: ['attested'],
  });
  const [who = '', file = ''] = given;
  const attested = attestation(options.attested);
  const material = readKey(file);
  const ref = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(who) ? { id: who } : { externalId: who };
  return withServices(async (services) => {
    const enrolled = await transact(services.db, async (tx) => {
      const [contact] = await resolveContacts(tx.sql, services.seal, [ref]);
      if (typeof contact !== 'object') throw new CommandError(`There is no contact ${who}.`);
      const deps = { ...services, db: tx };
      const key = await enrollKey(deps, contact, {
        material,
        attested,
        confirmed: flags.confirm === true,
        by: 'system',
      });
      await appendAudit(tx.orm, {
        actor: 'system',
        action: 'recipient-key.enroll',
        subject: `contact:${contact.id}`,
        details: { kind: key.kind, key: key.id, status: key.status, attested },
      });
      return key;
    });
    print(flags.json, enrolled, `${enrolled.kind} ${enrolled.fingerprint}: ${enrolled.status}`);
  });
};

function attestation(given: string | undefined): Attestation | null {
  if (given === 'none') return null;
  const found = attestations.find((one) => one === (given ?? 'own-system'));
  if (!found) throw new CommandError(`--attested takes one of ${attestations.join(', ')}, none.`);
  return found;
}

/** Its size is looked at before it is read. */
function readKey(file: string): Uint8Array {
  let size: number;
  try {
    ({ size } = statSync(file));
    if (size <= MAX_KEY_BYTES) return readFileSync(file);
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
  throw refuseKey('too-large');
}
