import { ActionIcon, AppShell, Box, Burger, Group, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconCommand } from '@tabler/icons-react';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState } from 'react';
import type { Session } from '../api/session.ts';
import { Loading } from '../ui/loading.tsx';
import { IdleNotice } from './idle-notice.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import { UserMenu } from './user-menu.tsx';

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));

/** Navigation at the left, the room beside it. A canvas takes the whole height and only icons beside it. */
export function Frame({ session }: { session: Session }) {
  const [opened, { toggle, close }] = useDisclosure();
  const [palette, setPalette] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const canvas = /^\/journeys\/(?!new$)[^/]+/.test(path);
  const narrow = canvas && !phone;

  useEffect(close, [path, close]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: narrow ? 64 : 228, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={0}
    >
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="sm" justify="space-between">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
          <Logo />
          <UserMenu session={session} narrow />
        </Group>
      </AppShell.Header>

      <AppShell.Navbar aria-label="Main" p="xs" style={{ background: 'var(--stepwell-surface)' }}>
        <Group
          visibleFrom="sm"
          justify={narrow ? 'center' : 'space-between'}
          px={narrow ? 0 : 'xs'}
          py="xs"
          wrap="nowrap"
        >
          <Logo narrow={narrow} />
          {!narrow && (
            <Tooltip label="Search and go (⌘K or Ctrl K)">
              <ActionIcon variant="default" aria-label="Search and go" onClick={() => setPalette(true)}>
                <IconCommand size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
        <Navigation session={session} narrow={narrow} path={path} onSearch={() => setPalette(true)} />
        <Box visibleFrom="sm" mt="auto">
          <UserMenu session={session} narrow={narrow} />
        </Box>
      </AppShell.Navbar>

      <AppShell.Main style={canvas ? { height: '100dvh', display: 'flex', flexDirection: 'column' } : {}}>
        <Box style={canvas ? { flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' } : {}}>
          <Suspense fallback={<Loading what="the page" />}>
            <Outlet />
          </Suspense>
        </Box>
      </AppShell.Main>

      <IdleNotice />
      <Suspense fallback={null}>{palette && <Palette session={session} onClose={() => setPalette(false)} />}</Suspense>
    </AppShell>
  );
}
