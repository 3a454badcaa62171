import { IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import { TRIGGER, type Graph } from '../../server/core/graph/model.ts';
import cardCss from '../canvas/styles/card.module.css';
import { viewOf } from '../steps/registry.tsx';
import css from './gallery.module.css';
import { layers } from './layers.ts';

const COLUMN = 50;
const ROW = 46;
const TILE = 30;
const MARGIN = 26;
/** A short journey is not blown up to fill the picture. */
const LEAST = { width: 8 * COLUMN, height: 4 * ROW };

/** A journey from left to right, a tile for each step in its own color: its shape at a glance. */
export function Strip({ graph, height }: { graph: Graph; height: number }) {
  const { places, ways, viewBox } = useMemo(() => drawn(graph), [graph]);
  return (
    <div className={css['picture']} style={{ height }} aria-hidden>
      <svg viewBox={viewBox} width="100%" height="100%" preserveAspectRatio="xMidYMid meet">
        {ways.map((way) => (
          <path key={way} d={way} className={css['thread']} />
        ))}
        {places.map(({ id, type, x, y }) => {
          const view = viewOf(type);
          const Icon = view?.Icon ?? IconPlayerPlay;
          return (
            <g
              key={id}
              data-color={type === TRIGGER ? 'teal' : view?.color}
              className={`${cardCss['tile']} ${css['mini']}`}
              transform={`translate(${x - TILE / 2} ${y - TILE / 2})`}
            >
              <rect width={TILE} height={TILE} rx={9} className={css['bead']} />
              <g transform="translate(7 7)">
                <Icon size={16} />
              </g>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function drawn(graph: Graph) {
  const places = layers(graph).map((one) => ({ ...one, x: one.column * COLUMN, y: one.row * ROW }));
  const at = new Map(places.map((one) => [one.id, one]));
  const ways = graph.edges.flatMap(({ from, to }) => {
    const a = at.get(from);
    const b = at.get(to);
    if (!a || !b) return [];
    const bend = Math.max(18, (b.x - a.x) / 2);
    // A way past other steps goes over them, not behind.
    const lift = b.column - a.column > 1 ? ROW : 0;
    return [`M ${a.x} ${a.y} C ${a.x + bend} ${a.y - lift} ${b.x - bend} ${b.y - lift} ${b.x} ${b.y}`];
  });
  const ys = places.map((one) => one.y);
  const width = Math.max(LEAST.width, ...places.map((one) => one.x));
  const spare = width - Math.max(...places.map((one) => one.x));
  const tall = Math.max(LEAST.height, Math.max(...ys) - Math.min(...ys));
  const top = (Math.max(...ys) + Math.min(...ys)) / 2 - tall / 2;
  return {
    places,
    ways,
    viewBox: `${-MARGIN - spare / 2} ${top - MARGIN} ${width + 2 * MARGIN} ${tall + 2 * MARGIN}`,
  };
}
