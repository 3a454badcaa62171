import { Badge, Loader, Tooltip } from '@mantine/core';
import type { Filter } from '../../server/core/segment/ast.ts';
import { useLiveCount } from './use-live-count.ts';

const FIRM = { flex: 'none', fontVariantNumeric: 'tabular-nums' } as const;
const figure = new Intl.NumberFormat('en-US');

/** "≈ 18,204 contacts", live. Of very many it shows how many of those looked at so far. */
export function CountPill({ filter, size = 'lg' }: { filter: Filter | null; size?: 'md' | 'lg' }) {
  const { count, counting, error } = useLiveCount(filter);
  if (error || (!count && !counting)) {
    return (
      <Badge size={size} variant="light" color="gray" tt="none" aria-live="polite" style={FIRM}>
        not counted
      </Badge>
    );
  }
  if (!count)
    return (
      <Badge size={size} variant="light" color="gray" tt="none" leftSection={<Loader size={10} />} style={FIRM}>
        counting
      </Badge>
    );
  // A rule that could not be finished in time is extended from the share found so far.
  const estimate = count.done ? count.matched : Math.round((count.matched / count.examined) * count.total);
  const label = count.done
    ? `${figure.format(count.matched)} of ${figure.format(count.total)} looked at, just now`
    : `Estimated from ${figure.format(count.examined)} of ${figure.format(count.total)} contacts`;
  return (
    <Tooltip label={label} withArrow>
      <Badge
        size={size}
        variant="light"
        color="teal"
        tt="none"
        aria-live="polite"
        aria-label={`About ${figure.format(estimate)} contacts`}
        leftSection={counting ? <Loader size={10} color="teal" /> : undefined}
        style={FIRM}
      >
        ≈ {figure.format(estimate)} {estimate === 1 ? 'contact' : 'contacts'}
      </Badge>
    </Tooltip>
  );
}
