import { verifyAudit } from '#store/audit/verify.ts';
import { print, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { withServices } from './with-services.ts';

/** audit:verify: computes the audit log's hash chain again; exit 1 when an entry was changed or is missing. */
export const auditVerify: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'audit:verify', given: [0, 0] });
  return withServices(async ({ db }) => {
    const verdict = await verifyAudit(db.orm);
    if (!verdict.ok) {
      if (flags.json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
      throw new CommandError(`The audit log is broken at entry ${verdict.brokenAt} (${verdict.fault}).`);
    }
    const words = `All ${verdict.checked} entries of the audit log follow from one another. Head: ${verdict.head}`;
    print(flags.json, verdict, words);
  });
};
