import { Progress, Text, Tooltip } from '@mantine/core';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { methodNames } from '../messages/message-words.ts';
import css from './campaigns.module.css';

export type Campaign = inferRouterOutputs<AppRouter>['campaigns']['list'][number];

const number = new Intl.NumberFormat('en');
export const whole = (n: number): string => number.format(n);
export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0);

/** One color per method, the same in every bar; what failed is red, what is not out yet gray. */
const METHOD_COLORS: Readonly<Record<string, string>> = {
  tls: 'teal.7',
  smime: 'indigo.6',
  pgp: 'violet.6',
  portal: 'cyan.7',
};

/** Where a campaign's emails are: by method, failed, still to go. */
export function DeliveryBar({ campaign, size = 10 }: { campaign: Campaign; size?: number }) {
  const { delivered, failed, waiting, waitingForTime } = campaign;
  const parts = [
    ...[...new Set([...Object.keys(METHOD_COLORS), ...Object.keys(delivered)])].map((method) => ({
      key: method,
      label: `by ${methodNames[method] ?? method}`,
      n: delivered[method] ?? 0,
      color: METHOD_COLORS[method] ?? 'teal.7',
    })),
    { key: 'failed', label: 'not delivered', n: sumOf(failed), color: 'red.6' },
    { key: 'waiting', label: 'on the way', n: waiting + waitingForTime, color: 'gray.4' },
  ].filter((one) => one.n > 0);
  const total = parts.reduce((sum, one) => sum + one.n, 0);
  if (total === 0) return null;
  return (
    <Progress.Root size={size} radius="xl">
      {parts.map(({ key, label, n, color }) => (
        <Tooltip key={key} label={`${whole(n)} ${label}`}>
          <Progress.Section value={(n / total) * 100} color={color} aria-label={`${whole(n)} ${label}`} />
        </Tooltip>
      ))}
    </Progress.Root>
  );
}

export function Figure({ label, n, of, strong }: { label: string; n: number; of?: number; strong?: boolean }) {
  return (
    <div className={css['figure']}>
      <Text fw={700} size="lg" {...(strong && n > 0 ? { c: 'red' } : {})}>
        {whole(n)}
        {of !== undefined && of > 0 && (
          <Text span size="xs" c="dimmed" fw={500} ml={4}>
            {Math.round((n / of) * 100)}%
          </Text>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}
