import type { Catalog } from '../../../server/core/graph/catalog.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';

export interface ShelfFilter {
  /** For the palette's `data-palette`. */
  id: string;
  kind: 'segment' | 'list' | 'quick';
  title: string;
  help: string;
  filter: Filter;
}

const engaged = (kind: 'open' | 'click' | 'portal_read' | 'bounce' | 'reply', did = true): Filter => ({
  engaged: kind,
  did,
  last: true,
  atLeast: 1,
});

/** Filters everyone needs; dropping one makes a copy, which can be changed where it was dropped. */
const QUICK: readonly ShelfFilter[] = [
  quick('opened', 'Opened last email', engaged('open')),
  quick('not-opened', 'Did not open last email', engaged('open', false)),
  quick('clicked', 'Clicked last email', engaged('click')),
  quick('portal-read', 'Read in the portal', engaged('portal_read')),
  quick('replied', 'Replied securely', engaged('reply')),
  quick('bounced', 'Last email bounced', engaged('bounce')),
  quick('went-by-portal', 'Went by the portal', { delivery: 'portal' }),
];

function quick(id: string, title: string, filter: Filter): ShelfFilter {
  return { id: `filter:quick:${id}`, kind: 'quick', title, help: 'A copy, yours to change where you drop it.', filter };
}

/** The second shelf: saved segments and lists by reference, quick filters as copies. */
export function filterShelf(catalog: Catalog): ShelfFilter[] {
  return [
    ...catalog.segments.map(({ name, filter }): ShelfFilter => ({
      id: `filter:segment:${name}`,
      kind: 'segment',
      title: name,
      help: filter === null ? 'A segment that journeys add to.' : 'A saved segment; follows it when it changes.',
      filter: { segment: name },
    })),
    ...catalog.lists.map((name): ShelfFilter => ({
      id: `filter:list:${name}`,
      kind: 'list',
      title: name,
      help: 'Who is on this list.',
      filter: { list: name },
    })),
    ...QUICK,
  ];
}
