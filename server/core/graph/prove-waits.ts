import type { Finding } from '../finding.ts';
import { durationWords } from '../time/duration.ts';
import { addDuration } from '../time/local.ts';
import { parseDuration } from '../time/duration.ts';
import { nextFire } from '../time/next-fire.ts';
import type { EventConfig } from '../steps/wait-for-event.ts';
import type { WaitConfig } from '../steps/wait-for-time.ts';
import type { StepNode } from './model.ts';
import { withExample } from './prove-branches.ts';
import { eventOf, waitOf } from './prove-config.ts';
import type { FindExample } from './prove-example.ts';
import { type Proving, entered, possible } from './prove-facts.ts';
import { proveWindow } from './prove-window.ts';
import { nameOf } from './traverse.ts';

/** Longer than anybody will stand: ten years. */
const ENDLESS = 10 * 366 * 86_400_000;

/** Waits for time: that end never or at once, whose window misses the date, and that state no rule for a date gone by. */
export function proveWait(proving: Proving, step: StepNode, example: FindExample): Finding[] {
  const config = waitOf(step);
  if (!config || !proving.known.has(step.id)) return [];
  return [
    ...proveLength(proving, step, config, example),
    ...provePast(proving, step, config, example),
    ...proveWindow(proving, step, config, example),
  ];
}

function proveLength({ graph, now }: Proving, step: StepNode, config: WaitConfig, example: FindExample): Finding[] {
  const zone = graph.settings.timezone;
  if (config.mode === 'attribute') return [];
  const given = config.mode === 'duration' ? config.duration : config.until;
  if (given === undefined) return [];
  let at: number;
  try {
    const fire = nextFire(
      { ...config, window: undefined },
      { since: now, zone, contactZone: null, attribute: () => null },
      now,
    );
    at = fire.kind === 'at' ? fire.due : now;
  } catch {
    // A date that cannot be read is another check's finding.
    return [];
  }
  const field = config.mode;
  const named = `“${nameOf(graph, step.id)}”`;
  if (at - now > ENDLESS) {
    const shown = config.mode === 'duration' ? durationWords(given) : given;
    return [
      {
        severity: 'warning',
        code: 'prove.wait-endless',
        message: `Nobody will see the end of this wait (${shown}).`,
        step: step.id,
        field,
        ...withExample(
          example({
            step: step.id,
            words: `still stands at ${named} after ten years`,
            shows: ({ leftAt }) => leftAt === null,
          }),
        ),
      },
    ];
  }
  if (config.mode !== 'until' || at > now) return [];
  const leaves = config.onPast === 'exit';
  return [
    {
      severity: 'warning',
      code: 'prove.until-past',
      message: leaves
        ? 'This date has passed: everyone who gets here leaves the journey.'
        : 'This date has passed: nobody waits here any more.',
      step: step.id,
      field,
      ...withExample(
        example({
          step: step.id,
          words: leaves ? `leaves the journey at ${named}` : `does not wait at ${named}`,
          shows: ({ enteredAt, leftAt, exitReason }) =>
            leaves ? exitReason === 'date_past' : config.window !== undefined || leftAt === enteredAt,
        }),
      ),
    },
  ];
}

/** What happens to who comes too late is a decision; left to a default it should at least be known. */
function provePast(
  { graph }: Proving,
  step: StepNode,
  { mode, attribute, onPast }: WaitConfig,
  example: FindExample,
): Finding[] {
  if (mode === 'duration' || onPast !== undefined) return [];
  const message = 'Who gets here after that time goes on at once; choose the other rule if they should leave.';
  const found =
    mode === 'attribute' && attribute
      ? example({
          step: step.id,
          values: { [attribute]: LONG_AGO },
          words: `goes on from “${nameOf(graph, step.id)}” though the date is long past`,
          shows: ({ outlet }) => outlet === 'done',
        })
      : undefined;
  const finding = { severity: 'hint', code: 'prove.past-unstated', message, step: step.id, field: 'onPast' } as const;
  return [{ ...finding, ...withExample(found) }];
}

const LONG_AGO = '2001-01-01';

/** Waits for an event that cannot come, or that has always come already. */
export function proveEvent(proving: Proving, step: StepNode, example: FindExample): Finding[] {
  const config = eventOf(step);
  if (!config || !proving.known.has(step.id)) return [];
  const { graph, now } = proving;
  const length = addDuration(graph.settings.timezone, now, parseDuration(config.timeout)) - now;
  const long: Finding[] =
    length > ENDLESS
      ? [
          {
            severity: 'warning',
            code: 'prove.wait-endless',
            message: `Nobody will see the end of this wait (${durationWords(config.timeout)}).`,
            step: step.id,
            field: 'timeout',
            ...withExample(
              example({
                step: step.id,
                words: `still stands at “${nameOf(graph, step.id)}” after ten years`,
                shows: ({ leftAt }) => leftAt === null,
              }),
            ),
          },
        ]
      : [];
  const { kind } = config.event;
  if (kind === 'filter') return [...long, ...proveCondition(proving, step, config, example)];
  if (kind === 'custom' || kind === 'attribute') return long;
  return [...long, ...proveMail(proving, step, config, example)];
}

function proveCondition(proving: Proving, step: StepNode, { event }: EventConfig, example: FindExample): Finding[] {
  const here = proving.known.get(step.id);
  if (!event.filter || !here) return [];
  const { filter } = event;
  const named = `“${nameOf(proving.graph, step.id)}”`;
  const base = { severity: 'warning', step: step.id, field: 'event.filter' } as const;
  // By then anything may have changed but what was done before.
  const lasting = possible(proving, { ...here, ways: [[]] }, [{ filter, wanted: true }], true);
  const later = lasting.length > 0 && possible(proving, here, [{ filter, wanted: true }], true).length > 0;
  if (lasting.length === 0)
    return [
      {
        ...base,
        code: 'prove.event-never',
        message: 'This can never become true: everyone who gets here waits until the time is over.',
        ...withExample(
          example({
            step: step.id,
            words: `leaves ${named} only when the time is over`,
            shows: ({ outlet }) => outlet === 'timeout',
          }),
        ),
      },
    ];
  if (later && possible(proving, entered(proving, here), [{ filter, wanted: false }]).length === 0)
    return [
      {
        ...base,
        code: 'prove.event-at-once',
        message: 'This is true already of everyone who gets here: nobody waits.',
        ...withExample(
          example({
            step: step.id,
            words: `does not wait at ${named}`,
            shows: ({ outlet, enteredAt, leftAt }) => outlet === 'happened' && leftAt === enteredAt,
          }),
        ),
      },
    ];
  return [];
}

function proveMail(
  { graph, world, known }: Proving,
  step: StepNode,
  { event }: EventConfig,
  example: FindExample,
): Finding[] {
  const here = known.get(step.id)!;
  const sends = graph.steps.filter(({ type }) => type === 'send-email');
  // No email at all, or none of this name, is the step's own finding.
  if (sends.length === 0 || (event.step !== undefined && !sends.some(({ id }) => id === event.step))) return [];
  const about = event.step === undefined ? 'an email' : `“${nameOf(graph, event.step)}”`;
  const timesOut = {
    step: step.id,
    words: `leaves “${nameOf(graph, step.id)}” only when the time is over`,
    shows: ({ outlet }: { outlet: string | null }) => outlet === 'timeout',
  };
  const base = { severity: 'warning', step: step.id, field: 'event.step' } as const;
  const may = event.step === undefined ? here.maySend.size > 0 : here.maySend.has(event.step);
  if (!may) {
    const message = `Nobody has been sent ${about} when they get here, so everyone waits until the time is over.`;
    return [{ ...base, code: 'prove.wait-unsent', message, ...withExample(example(timesOut)) }];
  }
  const must = event.step === undefined ? here.mustSend.size > 0 : here.mustSend.has(event.step);
  if (!must) {
    const avoid = event.step === undefined ? new Set(sends.map(({ id }) => id)) : new Set([event.step]);
    const found = example({ ...timesOut, avoid });
    const message = `Some get here without having been sent ${about}; they wait until the time is over.`;
    if (found) return [{ ...base, code: 'prove.wait-unsent-some', message, example: found }];
  }
  if (event.kind !== 'click') return [];
  const ids = event.step === undefined ? [...here.maySend] : [event.step];
  const templates = ids.map((id) => {
    const name = sends.find((one) => one.id === id)?.config['template'];
    return typeof name === 'string' ? world.templates.get(name) : undefined;
  });
  const lacks = templates.every(
    (one) => one && (event.link === undefined ? one.links.length === 0 : !one.links.includes(event.link)),
  );
  if (!lacks) return [];
  const what = event.link === undefined ? 'has no links' : 'has no such link';
  const message = `The email ${what}, so everyone waits until the time is over.`;
  return [{ ...base, field: 'event.link', code: 'prove.wait-no-link', message, ...withExample(example(timesOut)) }];
}
