import { Alert, Stack, Table, Text } from '@mantine/core';
import { durationWords } from '../../../server/core/time/duration.ts';
import { percent, reasonWords, wholeNumber } from '../../results/figures.ts';
import { reasonWords as deliveryWords } from '../../../server/core/delivery/reason-words.ts';
import { methodNames } from '../../ui/delivery-words.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { stepWords } from '../state/words.ts';
import type { DryRun } from './dry-run.ts';

const DAY = 86_400_000;

/** How many would end where and why, and by which method their emails would go. */
export function DryRunResults({ run: { result } }: { run: DryRun }) {
  const { view } = useCanvas();
  const graph = useGraph((one) => one);
  const ends = Object.entries(result.steps)
    .flatMap(([step, { exited, here }]) => [
      ...Object.entries(exited).map(([reason, n]) => ({ step, words: reasonWords(reason), n })),
      ...(here > 0 && step !== 'trigger' ? [{ step, words: 'Stands here for good', n: here }] : []),
    ])
    .toSorted((a, b) => b.n - a.n);
  const emails = result.methods.reduce((sum, { n }) => sum + n, 0);
  const methods = result.methods.toSorted((a, b) => b.n - a.n);
  const steps = [...new Set(result.methods.map(({ step }) => step))];
  const out = ends.reduce((sum, { n }) => sum + n, 0);
  const { already, keyless, unreadable } = result.left;
  return (
    <Stack gap="sm" mt="sm">
      <Text size="sm">
        <b>{wholeNumber(result.entered)}</b> walk, <b>{wholeNumber(emails)}</b> emails
        {out > 0 && result.time.sum > 0
          ? `; on average ${days(result.time.sum / out)}, at most ${days(result.time.longest)}`
          : ''}
        .
      </Text>
      {already + keyless + unreadable > 0 && (
        <Text size="xs" c="dimmed">
          Not walked: {wholeNumber(already)} in it already, {wholeNumber(keyless)} without a key for re-entry,{' '}
          {wholeNumber(unreadable)} that cannot be read.
        </Text>
      )}
      {result.assumed > 0 && (
        <Alert color="yellow" p="xs">
          <Text size="xs">
            {wholeNumber(result.assumed)} of the emails go to domains never measured. For these a valid certificate is
            assumed; what is measured when they are sent decides.
          </Text>
        </Alert>
      )}
      <Table.ScrollContainer minWidth={280}>
        <Table verticalSpacing={4} fz="xs" captionSide="top">
          <Table.Caption ta="left">Where they end</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Step</Table.Th>
              <Table.Th>How</Table.Th>
              <Table.Th ta="right">People</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ends.map(({ step, words, n }) => (
              <Table.Tr key={`${step} ${words}`} onClick={() => view.select(step)} style={{ cursor: 'pointer' }}>
                <Table.Td>{stepWords(graph, step)}</Table.Td>
                <Table.Td>{words}</Table.Td>
                <Table.Td ta="right">
                  {wholeNumber(n)} · {percent(n / Math.max(1, result.entered))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Table.ScrollContainer minWidth={280}>
        <Table verticalSpacing={4} fz="xs" captionSide="top">
          <Table.Caption ta="left">How the emails would go</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Method and why</Table.Th>
              <Table.Th ta="right">Emails</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {steps.map((step) => (
            <Table.Tbody key={step}>
              <Table.Tr>
                <Table.Th colSpan={2} scope="rowgroup">
                  {stepWords(graph, step)}
                </Table.Th>
              </Table.Tr>
              {methods
                .filter((one) => one.step === step)
                .map(({ method, state, reason, n }) => (
                  <Table.Tr key={`${method} ${state} ${reason}`}>
                    <Table.Td>
                      <b>{state === 'sent' ? (methodNames[method] ?? method) : STATES[state]}</b>:{' '}
                      {deliveryWords(reason)}
                    </Table.Td>
                    <Table.Td ta="right">{wholeNumber(n)}</Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          ))}
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

const STATES: Readonly<Record<string, string>> = {
  held: 'Held for staff',
  refused: 'Not sent',
  failed: 'Not sent',
  dropped: 'Dropped',
};

function days(ms: number): string {
  const whole = Math.round(ms / DAY);
  return durationWords(whole === 0 ? `PT${Math.max(1, Math.round(ms / 3_600_000))}H` : `P${whole}D`);
}
