import { useQuery } from '@tanstack/react-query';
import type { Permission, Session } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';

export interface Things {
  group: string;
  /** The room they are in; a thing's page is below it. */
  to: string;
  things: { id: string; name: string; what: string }[];
}

const states = { draft: 'Draft', live: 'Live', paused: 'Paused', ended: 'Ended' } as const;

/** What can be gone to by name, of the kinds this person may see. */
export function useThings(session: Session): Things[] {
  const may = (permission: Permission) => session.may.includes(permission);
  const journeys = useQuery({ ...trpc.journeys.list.queryOptions(), enabled: may('journeys.read') });
  const campaigns = useQuery({ ...trpc.campaigns.list.queryOptions(), enabled: may('journeys.read') });
  const segments = useQuery({ ...trpc.segments.list.queryOptions(), enabled: may('segments.read') });
  const templates = useQuery({ ...trpc.templates.list.queryOptions(), enabled: may('templates.read') });
  return [
    {
      group: 'Journeys',
      to: '/journeys',
      things: (journeys.data ?? []).map(({ id, name, state }) => ({ id, name, what: `${states[state]} journey` })),
    },
    {
      group: 'Campaigns',
      to: '/campaigns',
      things: (campaigns.data ?? []).map(({ id, name, state }) => ({ id, name, what: `Campaign, ${state}` })),
    },
    {
      group: 'Segments',
      to: '/segments',
      things: (segments.data ?? []).map(({ id, name, description }) => ({ id, name, what: description || 'Segment' })),
    },
    {
      group: 'Templates',
      to: '/templates',
      things: (templates.data ?? []).map(({ id, name }) => ({ id, name, what: 'Template' })),
    },
  ];
}
