import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDownload, IconFileCode, IconPhoto, IconVectorBezier2 } from '@tabler/icons-react';
import { getViewportForBounds, useReactFlow } from '@xyflow/react';
import { notifyFailed } from '../../ui/notify.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';

const MARGIN = 48;
const BIGGEST = 6000;

/** The drawing as a picture (counts only, never people) or as a journey file. */
export function ExportMenu() {
  const { drawing } = useCanvas();
  const flow = useReactFlow();
  const name = useGraph((graph) => graph.name);
  const picture = async (kind: 'png' | 'svg') => {
    const sheet = document.querySelector<HTMLElement>('.react-flow__viewport');
    if (!sheet) return;
    const { toPng, toSvg } = await import('html-to-image');
    const bounds = flow.getNodesBounds(flow.getNodes());
    const width = Math.min(BIGGEST, Math.ceil(bounds.width) + 2 * MARGIN);
    const height = Math.min(BIGGEST, Math.ceil(bounds.height) + 2 * MARGIN);
    const { x, y, zoom } = getViewportForBounds(bounds, width, height, 0.1, 1, 0.02);
    const url = await (kind === 'png' ? toPng : toSvg)(sheet, {
      width,
      height,
      pixelRatio: 2,
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      style: { width: `${width}px`, height: `${height}px`, transform: `translate(${x}px, ${y}px) scale(${zoom})` },
    });
    save(url, `${fileName(name)}.${kind}`);
  };
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <Tooltip label="Download">
          <ActionIcon variant="subtle" size={32} aria-label="Download">
            <IconDownload size={19} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPhoto size={16} />} onClick={() => void picture('png').catch(notifyFailed)}>
          Picture (PNG)
        </Menu.Item>
        <Menu.Item
          leftSection={<IconVectorBezier2 size={16} />}
          onClick={() => void picture('svg').catch(notifyFailed)}
        >
          Drawing (SVG)
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileCode size={16} />}
          onClick={() => {
            const text = JSON.stringify(drawing.getState().graph, null, 2);
            save(`data:application/json;charset=utf-8,${encodeURIComponent(text)}`, `${fileName(name)}.json`);
          }}
        >
          Journey file (JSON)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'journey';

function save(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}
