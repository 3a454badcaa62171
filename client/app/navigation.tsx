import { NavLink, Stack, Tooltip } from '@mantine/core';
import { IconCommand } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
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
  return (
    <Stack gap={2} mt="xs">
      {placesFor(session).map(({ to, label, Icon }) => (
        <Tooltip key={to} label={label} position="right" disabled={!narrow}>
          <NavLink
            renderRoot={(props) => <Link {...props} to={to} />}
            active={path === to || path.startsWith(`${to}/`)}
            label={narrow ? undefined : label}
            aria-label={label}
            leftSection={<Icon size={20} stroke={1.7} />}
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
