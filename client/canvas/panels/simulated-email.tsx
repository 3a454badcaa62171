import { Anchor, Text } from '@mantine/core';
import { methodHint, phiWords } from '../../steps/method-hint.ts';
import { useCanvas } from '../state/canvas-context.ts';
import type { SimulatedStop } from './test-panel.tsx';

type SendCommand = Extract<SimulatedStop['commands'][number], { kind: 'send' }>;

/** An email the walk would have sent: what it is, how it would travel, and a way to look at it. */
export function SimulatedEmail({ command }: { command: SendCommand }) {
  const { catalog } = useCanvas();
  const template = catalog.templates.find((one) => one.name === command.template);
  return (
    <Text size="xs" mt={2}>
      ✉{' '}
      {template ? (
        <Anchor href={`/templates/${template.id}`} target="_blank" size="xs">
          {template.subject || command.template}
        </Anchor>
      ) : (
        command.template
      )}{' '}
      · {phiWords(template?.phi ?? 'P2')} · {methodHint(template?.phi ?? 'P2', command)}
      {command.guard ? ' · if the guard still holds' : ''}
    </Text>
  );
}
