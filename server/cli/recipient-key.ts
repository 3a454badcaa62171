import { readFileSync } from 'node:fs';
import { resolveContacts } from '#store/contacts/resolve-refs.ts';
import { appendAudit } from '#store/audit/append.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { transact } from '#store/transact.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage =
  'recipient:key CONTACT FILE [--confirm]  (CONTACT: id or external id; FILE: PGP public key or certificate)';

/** recipient:key: enrolls a contact's own key. One that would replace a key in use is taken only with --confirm. */
export const recipientKey: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage, given: [2, 2], flags: ['confirm'] });
  const [who = '', file = ''] = given;
  const material = readKey(file);
  const ref = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(who) ? { id: who } : { externalId: who };
  return withServices(async (services) => {
    const enrolled = await transact(services.db, async (tx) => {
      const [contact] = await resolveContacts(tx.sql, services.seal, [ref]);
      if (typeof contact !== 'object') throw new CommandError(`There is no contact ${who}.`);
      const deps = { ...services, db: tx };
      const key = await enrollKey(deps, contact, {
        kind: kindOf(material),
        material,
        confirmed: flags.confirm === true,
      });
      await appendAudit(tx.orm, {
        actor: 'system',
        action: 'recipient-key.enroll',
        subject: `contact:${contact.id}`,
        details: { kind: key.kind, fingerprint: key.fingerprint, status: key.status },
      });
      return key;
    });
    print(flags.json, enrolled, `${enrolled.kind} ${enrolled.fingerprint}: ${enrolled.status}`);
  });
};

function readKey(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
}

/** A certificate begins as PEM or as a DER sequence; anything else must be a PGP key, or is refused as one. */
function kindOf(material: Uint8Array): 'pgp' | 'smime' {
  const head = Buffer.from(material.subarray(0, 4096)).toString('latin1');
  return head.includes('-----BEGIN CERTIFICATE') || material[0] === 0x30 ? 'smime' : 'pgp';
}
