import { Indicator, NavLink, Stack, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCommand } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Tag } from '../ui/tag.tsx';
import { placesFor } from './places.ts';

export function Navigation({
  session,
  narrow,
  path,
  onSearch,
}: {
  session: Session;
  narrow: boolean;
  path: string;
  onSearch: () => void;
}) {
  const cases = useOpenCases(session);
  const replies = useNewReplies(session);
  const waitingIn = (to: string) => (to === '/cases' ? cases : to === '/inbox' ? replies : 0);
  return (
    <Stack gap={2} mt="xs">
      {placesFor(session).map(({ to, label, Icon }) => (
        <Tooltip key={to} label={label} position="right" disabled={!narrow}>
          <NavLink
            renderRoot={(props) => <Link {...props} to={to} />}
            active={path === to || path.startsWith(`${to}/`)}
            label={narrow ? undefined : label}
            aria-label={
              narrow && waitingIn(to) > 0 ? `${label}, ${waitingIn(to)} ${kindOf(to)}` : narrow ? label : undefined
            }
            leftSection={
              <Waiting n={waitingIn(to)} narrow={narrow}>
                <Icon size={20} stroke={1.7} />
              </Waiting>
            }
            rightSection={
              waitingIn(to) > 0 && !narrow ? (
                <Tag tone="red">
                  {waitingIn(to)}
                  <VisuallyHidden> {kindOf(to)}</VisuallyHidden>
                </Tag>
              ) : undefined
            }
            style={{ borderRadius: 'var(--mantine-radius-md)' }}
            styles={
              narrow ? { root: { justifyContent: 'center' }, section: { margin: 0 }, body: { display: 'none' } } : {}
            }
          />
        </Tooltip>
      ))}
      <NavLink
        component="button"
        hiddenFrom={narrow ? undefined : 'sm'}
        label={narrow ? undefined : 'Search and go'}
        aria-label="Search and go"
        leftSection={<IconCommand size={20} stroke={1.7} />}
        style={{ borderRadius: 'var(--mantine-radius-md)' }}
        styles={narrow ? { root: { justifyContent: 'center' }, section: { margin: 0 }, body: { display: 'none' } } : {}}
        onClick={onSearch}
      />
    </Stack>
  );
}

const kindOf = (to: string) => (to === '/cases' ? 'open' : 'new');

/** A dot on the icon where there is no room for a number. */
function Waiting({ n, narrow, children }: { n: number; narrow: boolean; children: ReactNode }) {
  return (
    <Indicator disabled={!narrow || n === 0} color="red" size={9} offset={2}>
      {children}
    </Indicator>
  );
}

const LOOK_MS = 15_000;

/** How many cases wait for people. */
function useOpenCases(session: Session): number {
  const enabled = session.may.includes('cases.count');
  const { data } = useQuery(trpc.cases.counts.queryOptions(undefined, { enabled, refetchInterval: LOOK_MS }));
  return data?.open ?? 0;
}

/** How many replies nobody has taken up yet. */
function useNewReplies(session: Session): number {
  const enabled = session.may.includes('replies.read');
  const { data } = useQuery(trpc.replies.counts.queryOptions(undefined, { enabled, refetchInterval: LOOK_MS }));
  return data?.new ?? 0;
}
