import { writeFileSync } from 'node:fs';
import { makeProof } from '#api/messages/proof.ts';
import { proofPdf } from '#api/messages/proof-pdf.ts';
import type { Proof } from '#core/evidence/proof.ts';
import { appendAudit } from '#store/audit/append.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'message:proof ID [FILE.pdf]';

/** message:proof ID: what the evidence of a message proves and what not, in words, or as a PDF. It names the recipient. */
export const messageProof: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage, given: [1, 2] });
  const [id = '', file] = given;
  if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id)) throw new CommandError('ID must be the id of a message.');
  return withServices(async (services) => {
    const proof = await makeProof(services, id, (orm, entry) => appendAudit(orm, { ...entry, actor: 'system' }));
    if (file === undefined) return print(flags.json, proof, words(proof));
    try {
      writeFileSync(file, await proofPdf(proof), { mode: 0o600, flag: 'wx' });
    } catch {
      throw new CommandError(`${file} cannot be written, or is there already.`);
    }
    print(flags.json, { id, file }, `${file} written. It names the recipient.`);
  });
};

function words({ title, verdict, sections, proves, doesNotProve }: Proof): string {
  return [
    `${title}: ${verdict}`,
    ...sections.flatMap((one) => [one.title, ...one.rows.map(({ label, value }) => `  ${label.padEnd(28)} ${value}`)]),
    'What this proves',
    ...proves.map((line) => `  ${line}`),
    'What it does not prove',
    ...doesNotProve.map((line) => `  ${line}`),
  ].join('\n');
}
