import { Button, Radio, Select, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import type { PlannedStep } from '../../../server/core/graph/plan.ts';
import type { Choice } from '../../../server/core/graph/version-plan.ts';
import { wholeNumber } from '../../results/figures.ts';

/** What becomes of who stands at a step that is gone. Where nobody stands it is folded away: there is a way on without it. */
export function StepChoice({
  step,
  choice,
  targets,
  onChoose,
}: {
  step: PlannedStep;
  choice: Choice | null;
  /** Steps of the new version they can be moved to. */
  targets: readonly { value: string; label: string }[];
  onChoose: (choice: Choice) => void;
}) {
  const [open, setOpen] = useState(false);
  const name = useId();
  const { decision } = step;
  if (!decision) return null;
  if (step.people === 0 && !choice && !open)
    return (
      <Button size="compact-xs" variant="subtle" color="gray" ml={-8} onClick={() => setOpen(true)}>
        Choose otherwise
      </Button>
    );
  const nameOf = (id: string) => targets.find((one) => one.value === id)?.label ?? id;
  const move = choice?.kind === 'move' ? choice : null;
  return (
    <Stack gap={6} mt={6}>
      <Radio.Group
        name={name}
        label={
          step.people > 0 ? `Where ${step.people === 1 ? 'does this person' : 'do they'} go?` : 'Who still comes here'
        }
        size="sm"
        value={choice === null ? null : keyOf(choice)}
        onChange={(key) => onChoose(choiceOf(key, targets[0]?.value ?? ''))}
      >
        <Stack gap={6} mt={6}>
          {step.change === 'replaced' && <Radio size="sm" value="begin" label="Begin the new step here" />}
          {decision.outlets.map(({ outlet, label, to }) => (
            <Radio
              key={outlet}
              size="sm"
              value={`skip:${outlet}`}
              label={`${decision.outlets.length > 1 ? `Skip, by “${label}”` : 'Skip'}: ${to === null ? 'complete the journey' : `go on to “${nameOf(to)}”`}`}
            />
          ))}
          {decision.outlets.length === 0 && <Radio size="sm" value="skip" label="Skip: complete the journey" />}
          {targets.length > 0 && <Radio size="sm" value="move" label="Move to a step…" />}
          {move && (
            <Select
              size="sm"
              ml={28}
              aria-label={`Move ${step.name} to`}
              searchable
              allowDeselect={false}
              data={[...targets]}
              value={move.to}
              onChange={(to) => to && onChoose({ kind: 'move', to })}
              nothingFoundMessage="No such step"
            />
          )}
          {move && decision.beenThere > 0 && (
            <Radio.Group
              ml={28}
              size="sm"
              label={`${wholeNumber(decision.beenThere)} of them ${decision.beenThere === 1 ? 'has' : 'have'} been at “${nameOf(move.to)}” before:`}
              value={move.again === undefined ? null : String(move.again)}
              onChange={(again) => onChoose({ ...move, again: again === 'true' })}
            >
              <Stack gap={6} mt={6}>
                <Radio size="sm" value="true" label="Let them through it again" />
                <Radio size="sm" value="false" label="Complete them instead" />
              </Stack>
            </Radio.Group>
          )}
          <Radio size="sm" value="exit" label="Leave the journey" />
        </Stack>
      </Radio.Group>
      {step.people > 0 && !choice && (
        <Text size="xs" c="red" fw={600}>
          Choose one to publish.
        </Text>
      )}
    </Stack>
  );
}

function keyOf(choice: Choice): string {
  return choice.kind === 'skip' && choice.outlet !== undefined ? `skip:${choice.outlet}` : choice.kind;
}

function choiceOf(key: string, first: string): Choice {
  if (key.startsWith('skip:')) return { kind: 'skip', outlet: key.slice(5) };
  if (key === 'move') return { kind: 'move', to: first };
  if (key === 'skip' || key === 'begin') return { kind: key };
  return { kind: 'exit' };
}
