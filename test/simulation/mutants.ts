/** A change of the engine's own text that makes it wrong: the simulation must tell. */
export interface Mutant {
  name: string;
  file: string;
  from: string;
  to: string;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'only the last of several wakes is heard',
    file: 'server/engine/walk-one.ts',
    from: '? answersFirst(wakes) :',
    to: '? answersFirst(wakes).slice(-1) :',
  },
  {
    name: 'the time of a wait is not looked at again when something wakes it',
    file: 'server/core/steps/wait-for-time.ts',
    from: 'return fire.at <= now ? DONE :',
    to: 'return !fresh || fire.at <= now || standing.state === "waiting" ? DONE :',
  },
  {
    name: 'what happened just before the wait is forgotten',
    file: 'server/core/steps/wait-for-event.ts',
    from: 'if (heard) return { ...HAPPENED, heard: heard.used };',
    to: '',
  },
  {
    name: 'one event answers two waits',
    file: 'server/core/steps/wait-for-event-heard.ts',
    from: ' && heard > used',
    to: '',
  },
  {
    name: 'one change answers two waits',
    file: 'server/core/steps/wait-for-event-heard.ts',
    from: 'one.revision <= used',
    to: 'false',
  },
  {
    name: 'the look-back is an hour longer than it says',
    file: 'server/core/steps/wait-for-event-heard.ts',
    from: 'LOOK_BACK_MS = 600_000',
    to: 'LOOK_BACK_MS = 4_200_000',
  },
  {
    name: 'what led into the journey is taken for what is waited for',
    file: 'server/core/steps/wait-for-event-heard.ts',
    from: 'Math.max(enteredStepAt - LOOK_BACK_MS, enteredAt);\n  const used',
    to: 'enteredStepAt - LOOK_BACK_MS;\n  const used',
  },
  {
    name: 'a time-out does not wait for a hit that is being judged',
    file: 'server/core/steps/wait-for-event.ts',
    from: 'timeout <= now ? judgedBy(hitsOfMail(event, context), timeout, now) : null',
    to: 'null',
  },
  {
    name: 'a step that was entered is not counted',
    file: 'server/core/run/advance.ts',
    from: "result.counts.push({ step: node.id, measure: 'entered' });",
    to: '',
  },
  {
    name: 'a second visit is taken for the first',
    file: 'server/core/run/walk.ts',
    from: 'const visit = this.visitsOf(step) + 1;',
    to: 'const visit = 1;',
  },
  {
    name: 'whoever is parked is never called by the clock',
    file: 'server/core/run/advance.ts',
    from: 'standing.dueAt = until;',
    to: 'standing.dueAt = null;',
  },
  {
    name: 'exit criteria are not looked at while waiting',
    file: 'server/core/run/advance.ts',
    from: "else if (walk.exits()) end(result, 'exit_criteria', walk.now);",
    to: '',
  },
  {
    name: 'a circle of edges is walked round and round',
    file: 'server/core/run/advance.ts',
    from: 'walk.visitsOf(next.node.id) > walk.visitsOf(JUMPS)',
    to: 'walk.visitsOf(next.node.id) > walk.visitsOf(JUMPS) + 1',
  },
];
