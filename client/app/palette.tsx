import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
import { placesFor } from './places.ts';

/** Go anywhere by name: rooms, and what is in them. */
export function Palette({ session, onClose }: { session: Session; onClose: () => void }) {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const actions: SpotlightActionData[] = [
    ...placesFor(session).map(({ to, label, what, Icon }) => ({
      id: to,
      label,
      description: what,
      leftSection: <Icon size={20} stroke={1.7} />,
      onClick: () => void navigate({ to }),
    })),
    {
      id: 'light',
      label: 'Light appearance',
      leftSection: <IconSun size={20} stroke={1.7} />,
      onClick: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: 'Dark appearance',
      leftSection: <IconMoon size={20} stroke={1.7} />,
      onClick: () => setColorScheme('dark'),
    },
  ];
  return (
    <Spotlight
      forceOpened
      shortcut={null}
      onSpotlightClose={onClose}
      actions={actions}
      highlightQuery
      scrollable
      maxHeight={420}
      nothingFound="Nothing by that name."
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Go to …', 'aria-label': 'Go to' }}
    />
  );
}
