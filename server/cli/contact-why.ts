import { z } from 'zod';
import { fieldsShown, type ShownWhy, showWhy } from '#core/why/show.ts';
import type { Reason } from '#core/why/answer.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findJourney } from '#store/journeys/find.ts';
import { type About, explainWhy } from '#store/why/explain.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const USAGE = 'contact:why CONTACT (--journey J [--step S] | --message M) [--reveal]';

/** contact:why: why a contact is where they are, or was not sent something, with what was true at that moment. */
export const contactWhy: Command = async (args) => {
  const { given, options, flags } = readArguments(args, {
    usage: USAGE,
    given: [1, 1],
    options: ['journey', 'step', 'message'],
    flags: ['reveal'],
  });
  const contact = z.uuid().safeParse(given[0]);
  if (!contact.success) throw new CommandError('CONTACT must be the id of a contact.');
  const { journey, step, message } = options;
  if ((journey === undefined) === (message === undefined)) throw new CommandError(`Usage: ${USAGE}`);
  return withServices(async ({ db, seal }) => {
    const about: About =
      message === undefined
        ? { journey: (await findJourney(db.orm, journey ?? '')).id, ...(step === undefined ? {} : { step }) }
        : { message };
    const answers = await explainWhy(db.sql, seal, contact.data, about);
    const revealed = flags.reveal ?? false;
    await appendAudit(db.orm, {
      actor: 'system',
      action: revealed ? 'contact.reveal' : 'contact.why',
      subject: `contact:${contact.data}`,
      details: revealed ? { why: about, fields: fieldsShown(answers) } : { about },
    });
    const shown = answers.map((one) => showWhy(one, revealed));
    print(flags.json, shown, shown.map(lines).join('\n\n'));
  });
};

function lines(why: ShownWhy): string {
  const where = [why.journey.name, why.step?.name].filter(Boolean).join(' · ');
  const when = why.at === null ? '' : `${new Date(why.at).toISOString()}  `;
  return [
    `${when}${where}`,
    `  ${why.sentence}`,
    ...why.details.map((one) => `  ${one}`),
    ...why.reasons.flatMap((one) => reasonLines(one, '  ')),
    ...why.values.map(
      ({ label, value, until }) =>
        `    ${label}: ${value === null ? 'no value' : String(value)}${until === null ? '' : ' (changed since)'}`,
    ),
  ].join('\n');
}

function reasonLines({ label, text, met, children }: Reason, indent: string): string[] {
  return [
    `${indent}${met ? '✓' : '✗'} ${label ? `${label}: ` : ''}${text}`,
    ...children.flatMap((one) => reasonLines(one, `${indent}  `)),
  ];
}
