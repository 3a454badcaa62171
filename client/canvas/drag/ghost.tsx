import { Portal } from '@mantine/core';
import { IconBan, IconCornerDownRight, IconFilter } from '@tabler/icons-react';
import { viewOf } from '../../steps/registry.tsx';
import { useView } from '../state/canvas-context.ts';
import css from '../canvas.module.css';
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
      <div ref={holdGhost} className={css['ghost']} data-refused={over?.verdict.ok === false || undefined}>
        <div className={css['ghostItem']}>
          <span className={css['tile']} data-color={step?.color ?? 'well'}>
            <Icon size={16} />
          </span>
          {item.title}
        </div>
        {over && (
          <div className={css['ghostWords']}>
            {over.verdict.ok ? <IconCornerDownRight size={14} /> : <IconBan size={14} />}
            {over.verdict.ok ? over.verdict.does : over.verdict.why}
          </div>
        )}
      </div>
    </Portal>
  );
}
