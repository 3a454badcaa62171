import { CloseButton } from '@mantine/core';
import { IconFilter, IconList, IconUsersGroup } from '@tabler/icons-react';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { filterKind, filterWords } from '../../steps/fields/filter-words.ts';
import { wholeNumber } from '../../results/figures.ts';
import chipCss from '../styles/chip.module.css';
import type { FilterHolder } from '../../../server/core/graph/change-filter.ts';
import { useHeldDrag } from '../drag/use-held-drag.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { useAudienceCount } from '../../api/use-audience-count.ts';

const ICONS = { segment: IconUsersGroup, list: IconList, rule: IconFilter } as const;

/** A filter where it is held: a chip that can be dragged on or away, with how many it matches now. */
export function HeldFilter({
  filter,
  holder,
  counted = false,
  onRemove,
}: {
  filter: Filter;
  holder: FilterHolder;
  counted?: boolean;
  onRemove?: () => void;
}) {
  const { catalog } = useCanvas();
  const words = filterWords(filter, catalog);
  const drag = useHeldDrag(words, filter, holder);
  const count = useAudienceCount(counted ? filter : null);
  const Icon = ICONS[filterKind(filter)];
  return (
    <span className={`${chipCss['held']} nodrag nopan`} title={words} data-held={words} {...drag}>
      <Icon size={13} style={{ flex: 'none' }} />
      <span className={chipCss['heldLabel']}>{words}</span>
      {count !== null && <span className={chipCss['heldCount']}>{wholeNumber(count)}</span>}
      {onRemove && <CloseButton size={18} aria-label={`Take away ${words}`} onClick={onRemove} />}
    </span>
  );
}
