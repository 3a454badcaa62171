import { Alert, Loader, Radio, Stack, Text } from '@mantine/core';
import { IconCheck, IconRocket } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { findingKey } from '../../../server/core/finding.ts';
import type { Choice, Choices } from '../../../server/core/graph/version-plan.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { BeforePublish } from '../publish/before-publish.tsx';
import { PlannedSteps } from '../publish/planned-steps.tsx';
import { Sharing } from '../publish/sharing.tsx';
import { Staying } from '../publish/staying.tsx';
import { usePlan } from '../publish/use-plan.ts';
import type { JourneyMeta } from '../room.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { useFindings } from '../state/use-findings.ts';
import { GoButton } from './go-button.tsx';
import { PanelHead } from './panel-head.tsx';

/** What publishing would change, whom it touches and what becomes of them, and what must be seen first. */
export function PublishPanel({
  meta,
  autosave,
  onMeta,
}: {
  meta: JourneyMeta;
  autosave: Autosave;
  onMeta: (patch: Partial<JourneyMeta>) => void;
}) {
  const { view, drawing, journeyId } = useCanvas();
  const findings = useFindings();
  const queries = useQueryClient();
  const [seen, setSeen] = useState<readonly string[]>([]);
  const [choices, setChoices] = useState<Choices>({});
  const [pin, setPin] = useState(false);
  const { data: planned, isPlaceholderData, error } = usePlan({ autosave, choices, pin });
  const errors = findings.filter((one) => one.severity === 'error');
  const warnings = findings.filter((one) => one.severity === 'warning');
  const unseen = warnings.filter((one) => !seen.includes(findingKey(one)));
  const { mutateAsync, isPending } = useMutation(trpc.journeys.publish.mutationOptions());
  const plan = planned?.plan;
  const unchanged =
    meta.live !== null && plan?.journey.length === 0 && plan.steps.every(({ change }) => change === 'unchanged');
  const inFlight = plan ? plan.people.follow + plan.people.pinned : 0;
  const open = plan?.problems.length ?? 1;

  const publish = async () => {
    const revision = await autosave.flush();
    const published = await mutateAsync({ id: journeyId, revision, acknowledged: [...seen], choices, pin });
    const { graph: now } = drawing.getState();
    onMeta({
      state: meta.state === 'paused' ? 'paused' : 'live',
      live: { version: published.version, graph: now, hash: published.hash, publishedAt: new Date().toISOString() },
    });
    void queries.invalidateQueries(trpc.journeys.list.queryFilter());
    void queries.invalidateQueries(trpc.journeys.versions.queryFilter());
    const { reconsidered } = published;
    const touched =
      reconsidered === 0
        ? ''
        : ` ${wholeNumber(reconsidered)} ${reconsidered === 1 ? 'person is' : 'people are'} being brought to it.`;
    notifyDone(`Version ${published.version} is live.${touched}`);
    view.open(meta.live ? 'inspector' : 'start');
  };

  const choose = (step: string, choice: Choice) => setChoices((all) => ({ ...all, [step]: choice }));
  const failure = error ? failureOf(error) : null;
  return (
    <Stack gap="md">
      <PanelHead
        title="Review & publish"
        lead={
          meta.live ? `Against version ${meta.live.version}, which is live now.` : 'The first version of this journey.'
        }
      />
      <BeforePublish errors={errors} warnings={warnings} seen={seen} onSeen={setSeen} />
      {failure && (
        <Alert color="red" p="sm">
          {failureWords(failure)}
        </Alert>
      )}
      <Sharing />
      <Stack gap={8} aria-live="polite">
        <Text size="sm" fw={600}>
          What changes
        </Text>
        {!planned && !error && <Loader size="sm" aria-label="Working out the plan" />}
        {unchanged && (
          <Text size="sm" c="dimmed">
            Nothing: what is live is the same.
          </Text>
        )}
        {plan && <PlannedSteps plan={plan} pin={pin} choices={choices} onChoose={choose} />}
      </Stack>
      {planned && <Staying pinned={planned.pinned} live={meta.live?.version ?? null} />}
      {meta.live && inFlight > 0 && !unchanged && (
        <Radio.Group
          label={`${wholeNumber(inFlight)} ${inFlight === 1 ? 'person is' : 'people are'} in the journey`}
          size="sm"
          value={pin ? 'pin' : 'follow'}
          onChange={(next) => setPin(next === 'pin')}
        >
          <Stack gap={6} mt={6}>
            <Radio size="sm" value="follow" label="Everyone follows the new version" />
            <Radio
              size="sm"
              value="pin"
              label="Who is in it stays on their version"
              description="Only who enters from now on takes the new one. They can be let go later."
            />
          </Stack>
        </Radio.Group>
      )}
      <GoButton
        size="md"
        leftSection={errors.length === 0 ? <IconRocket size={18} /> : <IconCheck size={18} />}
        loading={isPending}
        disabled={
          errors.length > 0 ||
          unseen.length > 0 ||
          open > 0 ||
          unchanged ||
          isPlaceholderData ||
          autosave.state.kind === 'conflict'
        }
        onClick={() => {
          publish().catch((fault: unknown) => {
            notifyFailed(fault);
            void queries.invalidateQueries(trpc.journeys.plan.queryFilter());
            if (failureOf(fault)?.code.startsWith('JOURNEY_'))
              void queries.invalidateQueries(trpc.journeys.catalog.queryFilter());
          });
        }}
      >
        Publish version {planned?.version ?? (meta.live?.version ?? 0) + 1}
      </GoButton>
    </Stack>
  );
}
