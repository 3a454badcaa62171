import { Select, Stack, Text } from '@mantine/core';
import { useGraph } from '../state/canvas-context.ts';
import type { Supposed } from './test-run-panel.tsx';

/** What the endpoint of a webhook step is supposed to answer; a step that is not named answers success at once. */
export type WebhookAnswers = Readonly<Record<string, 'failure' | 'none'>>;

const ANSWERS = [
  { value: 'success', label: 'success, at once' },
  { value: 'failure', label: 'failure' },
  { value: 'none', label: 'nothing, until the step gives up' },
] as const;

/** For each webhook the drawing calls: what comes back. Nothing is called in a rehearsal, so it has to be supposed. */
export function TestWebhooks({
  value,
  onChange,
}: {
  value: WebhookAnswers;
  onChange: (value: WebhookAnswers) => void;
}) {
  const steps = useGraph((graph) => graph.steps);
  const webhooks = steps.filter(({ type }) => type === 'webhook');
  if (webhooks.length === 0) return null;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        Webhooks answer
      </Text>
      {webhooks.map(({ id, name }) => (
        <Select
          key={id}
          size="xs"
          label={name || id}
          data={[...ANSWERS]}
          value={value[id] ?? 'success'}
          allowDeselect={false}
          onChange={(next) => {
            const { [id]: _, ...others } = value;
            onChange(next === 'failure' || next === 'none' ? { ...others, [id]: next } : others);
          }}
        />
      ))}
    </Stack>
  );
}

/** The same as a test run takes it. */
export function answersSupposed(answers: WebhookAnswers): Supposed[] {
  return Object.entries(answers).map(([step, name]) =>
    name === 'failure' ? { kind: 'webhook', step, name, afterSend: 0 } : { kind: 'webhook', step, name },
  );
}
