import { Portal } from '@mantine/core';
import { IconBan, IconCornerDownRight, IconFilter } from '@tabler/icons-react';
import { viewOf } from '../../steps/registry.tsx';
import { useView } from '../state/canvas-context.ts';
import cardCss from '../styles/card.module.css';
import ghostCss from '../styles/ghost.module.css';
import { holdGhost } from './ghost-position.ts';

/** What is being dragged, beside the pointer, with what dropping it here would do or why it cannot be. */
export function Ghost() {
  const dragging = useView((view) => view.dragging);
  if (!dragging) return null;
  const { item, over } = dragging;
  const step = item.kind === 'filter' ? null : viewOf(item.type);
  const Icon = step?.Icon ?? IconFilter;
  return (
    <Portal>
      <div ref={holdGhost} className={ghostCss['ghost']} data-refused={over?.verdict.ok === false || undefined}>
        <div className={ghostCss['ghostItem']}>
          <span className={cardCss['tile']} data-color={step?.color ?? 'well'}>
            <Icon size={16} />
          </span>
          {item.title}
        </div>
        {over && (
          <div className={ghostCss['ghostWords']}>
            {over.verdict.ok ? <IconCornerDownRight size={14} /> : <IconBan size={14} />}
            {over.verdict.ok ? over.verdict.does : over.verdict.why}
          </div>
        )}
      </div>
    </Portal>
  );
}
