import { IconAlertTriangle, IconPlayerPlay } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { audienceParts } from '../../../server/core/graph/change-filter.ts';
import type { Catalog } from '../../../server/core/graph/catalog.ts';
import { ENTERED, TRIGGER, type Trigger } from '../../../server/core/graph/model.ts';
import cardCss from '../styles/card.module.css';
import { WAYS_SHOWN } from '../layout/shape.ts';
import { useTarget } from '../drag/use-target.ts';
import { triggerViewOf } from '../../triggers/registry.tsx';
import { triggerWords } from '../../triggers/words.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { Figures } from './figures.tsx';
import { HeldFilter } from './held-filter.tsx';
import { useMarks } from './use-marks.ts';

export type TriggerCardNode = Node<Record<string, never>, 'trigger'>;

/** Chips shown before the rest is summed up; all of them are in the inspector. */
const SHOWN = 2;

/** The entry, in two rows: what starts it, and for whom. */
export const TriggerCard = memo(function TriggerCard(_props: NodeProps<TriggerCardNode>) {
  const { catalog } = useCanvas();
  const ways = useGraph((graph) => graph.triggers);
  const name = useGraph((graph) => graph.name);
  const { worst, marks } = useMarks(TRIGGER);
  const target = useTarget({ at: 'trigger' });
  const parts = useGraph(useShallow(audienceParts));
  return (
    <>
      <div className={cardCss['card']} data-step={TRIGGER} data-color="teal" aria-hidden {...marks} {...target}>
        <div className={cardCss['head']}>
          <span className={cardCss['tile']} data-color="teal">
            <IconPlayerPlay size={17} />
          </span>
          <div className={cardCss['titles']}>
            <div className={cardCss['title']} title={name}>
              {name}
            </div>
            <div className={cardCss['kind']}>Trigger</div>
          </div>
          {worst && <IconAlertTriangle size={18} color="var(--mantine-color-red-6)" />}
        </div>
        <div className={cardCss['rows']}>
          <div className={cardCss['row']}>
            <span className={cardCss['rowLabel']}>Starts when</span>
            <span className={cardCss['ways']}>
              {ways.length === 0 && <span className={cardCss['quiet']}>Choose what starts it</span>}
              {ways.slice(0, WAYS_SHOWN).map((way, index) => (
                // oxlint-disable-next-line react/no-array-index-key
                <Way key={index} way={way} catalog={catalog} alone={ways.length === 1} />
              ))}
              {ways.length > WAYS_SHOWN && (
                <span className={cardCss['quiet']}>or {ways.length - WAYS_SHOWN} more ways</span>
              )}
            </span>
          </div>
          <div className={cardCss['row']}>
            <span className={cardCss['rowLabel']}>Who</span>
            <span className={cardCss['rowValue']}>
              {parts.length === 0 && <span className={cardCss['quiet']}>Whoever comes · drop a filter</span>}
              {parts.slice(0, SHOWN).map((filter, index) => (
                <HeldFilter key={JSON.stringify(filter)} filter={filter} holder={{ at: 'trigger', index }} counted />
              ))}
              {parts.length > SHOWN && <span className={cardCss['quiet']}>+{parts.length - SHOWN}</span>}
            </span>
          </div>
        </div>
        <Figures step={TRIGGER} />
      </div>
      <Handle id={ENTERED} type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
});

function Way({ way, catalog, alone }: { way: Trigger; catalog: Catalog; alone: boolean }) {
  const words = triggerWords(way, catalog);
  const Icon = triggerViewOf(way.type)?.Icon;
  return (
    <span className={cardCss['way']} title={words}>
      {Icon && !alone && <Icon size={13} />}
      <span className={cardCss['itemLabel']}>{words}</span>
    </span>
  );
}
