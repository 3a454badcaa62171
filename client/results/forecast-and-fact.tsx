import { Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import type { Outcome } from '../../server/core/delivery/forecast.ts';
import { trpc } from '../api/trpc.ts';
import { wholeNumber } from './figures.ts';

const REFRESH_MS = 5_000;

/** The newest forecast against what has happened since, by method and reason; nothing while there is none. */
export function ForecastAndFact({
  journeyId,
  stepWords,
}: {
  journeyId: string;
  /** Names steps; left out where there is only one. */
  stepWords?: ((step: string) => string) | undefined;
}) {
  const { data } = useQuery(trpc.dryRuns.compare.queryOptions({ id: journeyId }, { refetchInterval: REFRESH_MS }));
  if (!data || !data.steps.some((one) => one.fact > 0)) return null;
  const steps = [...new Set(data.steps.map((one) => one.step))];
  return (
    <Paper withBorder radius="lg" p="md">
      <Title order={2} size="h5">
        Forecast and fact
      </Title>
      <Text size="xs" c="dimmed" mb="xs">
        Forecast {new Date(data.since).toLocaleString()}; what happened is counted from then on.
        {data.assumed > 0 &&
          ` ${wholeNumber(data.assumed)} of the forecast went to domains never measured: a valid certificate was assumed.`}
      </Text>
      <Table.ScrollContainer minWidth={300}>
        <Table verticalSpacing={4} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>How and why</Table.Th>
              <Table.Th ta="right">Forecast</Table.Th>
              <Table.Th ta="right">Fact</Table.Th>
            </Table.Tr>
          </Table.Thead>
          {steps.map((step) => (
            <Table.Tbody key={step}>
              {stepWords && (
                <Table.Tr>
                  <Table.Th colSpan={3} scope="rowgroup">
                    {stepWords(step)}
                  </Table.Th>
                </Table.Tr>
              )}
              {data.steps
                .filter((one) => one.step === step)
                .flatMap((one) => [
                  <Row key={one.outcome} label={OUTCOMES[one.outcome]} {...one} strong />,
                  ...one.reasons.map(({ reason, ...counts }) => (
                    <Row
                      key={`${one.outcome} ${reason}`}
                      label={reasonWords(reason) || 'Not looked at yet'}
                      {...counts}
                    />
                  )),
                ])}
            </Table.Tbody>
          ))}
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  tls: 'By TLS',
  smime: 'By S/MIME',
  pgp: 'By PGP',
  portal: 'In the portal',
  drop: 'Dropped',
  hold: 'Held for staff',
  none: 'Not sent',
  moving: 'Still under way',
};

function Row({
  label,
  forecast,
  fact,
  strong = false,
}: {
  label: string;
  forecast: number;
  fact: number;
  strong?: boolean;
}) {
  return (
    <Table.Tr>
      <Table.Td pl={strong ? undefined : 'xl'} c={strong ? undefined : 'dimmed'} fw={strong ? 600 : 400}>
        {label}
      </Table.Td>
      <Table.Td ta="right">{wholeNumber(forecast)}</Table.Td>
      <Table.Td ta="right" fw={strong ? 600 : 400}>
        {wholeNumber(fact)}
      </Table.Td>
    </Table.Tr>
  );
}
