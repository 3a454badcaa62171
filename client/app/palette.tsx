import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
import { placesFor } from './places.ts';
import { useThings } from './use-things.ts';

/** Go anywhere by name: rooms, and the journeys, segments and templates in them. */
export function Palette({ session, onClose }: { session: Session; onClose: () => void }) {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const go = (to: string) => () => {
    onClose();
    void navigate({ to });
  };
  const look = (scheme: 'light' | 'dark') => () => {
    onClose();
    setColorScheme(scheme);
  };
  const places = placesFor(session);
  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Rooms',
      actions: places.map(({ to, label, what, Icon }) => ({
        id: to,
        label,
        description: what,
        leftSection: <Icon size={20} stroke={1.7} />,
        onClick: go(to),
      })),
    },
    ...useThings(session).map(({ group, to, things }) => {
      const Icon = places.find((one) => one.to === to)?.Icon;
      return {
        group,
        actions: things.map(({ id, name, what }) => ({
          id: `${to}/${id}`,
          label: name,
          description: what,
          leftSection: Icon && <Icon size={20} stroke={1.7} />,
          onClick: go(`${to}/${id}`),
        })),
      };
    }),
    {
      group: 'Appearance',
      actions: [
        { id: 'light', label: 'Light', leftSection: <IconSun size={20} />, onClick: look('light') },
        { id: 'dark', label: 'Dark', leftSection: <IconMoon size={20} />, onClick: look('dark') },
      ],
    },
  ];
  return (
    <Spotlight
      forceOpened
      shortcut={null}
      onSpotlightClose={onClose}
      actions={groups.filter((one) => one.actions.length > 0)}
      highlightQuery
      scrollable
      maxHeight={440}
      nothingFound="Nothing by that name."
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Go to …', 'aria-label': 'Go to' }}
    />
  );
}
