import { Stack, Text } from '@mantine/core';
import type { PublishPlan } from '../../../server/core/graph/plan.ts';
import { happensWords } from '../../../server/core/graph/plan-words.ts';
import type { Choice, Choices } from '../../../server/core/graph/version-plan.ts';
import { wholeNumber } from '../../results/figures.ts';
import { Changed } from './changed.tsx';
import { SettingLines } from './setting-lines.tsx';
import { StepChoice } from './step-choice.tsx';

/** The plan as a person reads it: what is gone first, for it touches people hardest, then what is changed, then what is new. */
export function PlannedSteps({
  plan,
  pin,
  choices,
  onChoose,
}: {
  plan: PublishPlan;
  pin: boolean;
  choices: Choices;
  onChoose: (step: string, choice: Choice) => void;
}) {
  const names = new Map(plan.steps.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const targets = plan.steps
    .filter(({ change }) => change !== 'removed')
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Stack gap={8}>
      {plan.journey.length > 0 && (
        <Changed kind="changed" name="The journey">
          <SettingLines words={plan.journey} />
          {plan.everyone && !pin && plan.people.follow > 0 && (
            <Text size="xs" mt={4} fw={650}>
              Everyone who waits is looked at again at once.
            </Text>
          )}
        </Changed>
      )}
      {plan.steps.map((step) => {
        if (step.change === 'unchanged') return null;
        const happens = pin ? null : happensWords(step, nameOf);
        return (
          <Changed key={step.id} kind={step.change} name={step.name}>
            <SettingLines words={step.words} />
            {happens && (
              <Text size="xs" mt={4} fw={step.people > 0 ? 650 : 400} c={step.people > 0 ? undefined : 'dimmed'}>
                {happens}.
              </Text>
            )}
            {pin && step.people > 0 && (
              <Text size="xs" mt={4} fw={650}>
                {wholeNumber(step.people)} {step.people === 1 ? 'person here stays' : 'people here stay'} on the version
                they are in.
              </Text>
            )}
            {step.pinned > 0 && (
              <Text size="xs" mt={2} c="dimmed">
                {wholeNumber(step.pinned)} here stay on an older version.
              </Text>
            )}
            {!pin && step.decision && (
              <StepChoice
                step={step}
                choice={choices[step.id] ?? null}
                targets={targets.filter(({ value }) => value !== step.id)}
                onChoose={(choice) => onChoose(step.id, choice)}
              />
            )}
          </Changed>
        );
      })}
    </Stack>
  );
}
