import { Skeleton } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { TRIGGER, type Graph } from '../../server/core/graph/model.ts';
import { layOut } from '../canvas/layout/lay-out.ts';
import { roundedPath } from '../canvas/layout/round.ts';
import { shapeOf } from '../canvas/layout/shape.ts';
import cardCss from '../canvas/styles/card.module.css';
import { viewOf } from '../steps/registry.tsx';
import css from './gallery.module.css';

const MARGIN = 40;

/** A journey as the canvas would lay it out, small: cards in their step's color, and the ways between them. */
export function Miniature({ id, graph, height }: { id: string; graph: Graph; height: number }) {
  const { ref, entry } = useIntersection({ rootMargin: '300px' });
  const { data: picture } = useQuery({
    queryKey: ['miniature', id],
    queryFn: () => drawn(graph),
    enabled: entry?.isIntersecting ?? false,
    staleTime: Infinity,
  });
  return (
    <div ref={ref} className={css['picture']} style={{ height }} aria-hidden>
      {picture ? (
        <svg viewBox={picture.viewBox} width="100%" height="100%" preserveAspectRatio="xMidYMid meet">
          {picture.ways.map((way) => (
            <path key={way} d={way} className={css['way']} />
          ))}
          {picture.cards.map(({ key, x, y, width, height: tall, color, lines }) => (
            <g key={key} data-color={color} className={`${cardCss['tile']} ${css['mini']}`}>
              <rect x={x} y={y} width={width} height={tall} rx={14} className={css['paper']} />
              <rect x={x + 16} y={y + tall / 2 - 18} width={36} height={36} rx={9} className={css['hue']} />
              <rect
                x={x + 66}
                y={y + tall / 2 - (lines > 1 ? 16 : 6)}
                width={(width - 90) * 0.8}
                height={12}
                rx={6}
                className={css['line']}
              />
              {lines > 1 && (
                <rect
                  x={x + 66}
                  y={y + tall / 2 + 8}
                  width={(width - 90) * 0.5}
                  height={9}
                  rx={4.5}
                  className={css['line']}
                />
              )}
            </g>
          ))}
        </svg>
      ) : (
        <Skeleton h="100%" radius={0} />
      )}
    </div>
  );
}

async function drawn(graph: Graph) {
  const { boxes, links } = shapeOf(graph);
  const { positions, routes } = await layOut(boxes, links);
  const types = new Map(graph.steps.map((step) => [step.id, step.type]));
  const cards = boxes.flatMap(({ id, width, height }) => {
    const at = positions.get(id);
    if (!at) return [];
    const color = id === TRIGGER ? 'teal' : (viewOf(types.get(id) ?? '')?.color ?? 'gray');
    return [{ key: id, x: at.x, y: at.y, width, height, color, lines: height > 60 ? 2 : 1 }];
  });
  const left = Math.min(...cards.map((one) => one.x)) - MARGIN;
  const top = Math.min(...cards.map((one) => one.y)) - MARGIN;
  const right = Math.max(...cards.map((one) => one.x + one.width)) + MARGIN;
  const bottom = Math.max(...cards.map((one) => one.y + one.height)) + MARGIN;
  return {
    cards,
    ways: [...routes.values()].map(({ points }) => roundedPath(points, 16)),
    viewBox: `${left} ${top} ${right - left} ${bottom - top}`,
  };
}
