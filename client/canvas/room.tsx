import { ReactFlowProvider } from '@xyflow/react';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import roomCss from './styles/room.module.css';
import { Ghost } from './drag/ghost.tsx';
import { Header } from './header/header.tsx';
import { StoppedNotice } from './header/stopped-notice.tsx';
import { Outline } from './outline/outline.tsx';
import { Palette } from './palette/palette.tsx';
import { InsertMenu } from './palette/insert-menu.tsx';
import { Search } from './panels/search.tsx';
import { Side } from './panels/side.tsx';
import { Sheet } from './flow/sheet.tsx';
import { useAutosave } from './save/use-autosave.ts';
import { type Canvas, CanvasProvider, useView } from './state/canvas-context.ts';
import { createDrawing } from './state/drawing.ts';
import { createLive } from './state/live.ts';
import { createView } from './state/view.ts';
import { useCheck } from './state/use-check.ts';
import { useKeys } from './state/use-keys.ts';
import { useLiveCounts } from './state/use-live-counts.ts';

export type JourneyData = inferRouterOutputs<AppRouter>['journeys']['get'];

/** The canvas with everything around it. */
export function Room({ journey, catalog, readOnly }: { journey: JourneyData; catalog: Catalog; readOnly: boolean }) {
  const [stores] = useState(() => ({
    drawing: createDrawing(journey.draft),
    // A draft just made of a ready journey opens on what is left to do.
    view: createView(window.location.hash === '#problems' ? 'problems' : 'inspector'),
    live: createLive(),
  }));
  const canvas = useMemo<Canvas>(
    () => ({ journeyId: journey.id, ...stores, catalog, readOnly: readOnly || journey.state === 'ended' }),
    [journey, stores, catalog, readOnly],
  );
  return (
    <CanvasProvider value={canvas}>
      <ReactFlowProvider>
        <Furnished journey={journey} canvas={canvas} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function Furnished({ journey, canvas }: { journey: JourneyData; canvas: Canvas }) {
  const autosave = useAutosave({
    journeyId: journey.id,
    drawing: canvas.drawing,
    revision: journey.revision,
    enabled: !canvas.readOnly,
  });
  const [meta, setMeta] = useState<JourneyMeta>(journey);
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  const [asOutline, setAsOutline] = useState<boolean | null>(null);
  const outline = asOutline ?? phone;
  const building = useView((view) => view.mode === 'build');
  useCheck();
  useKeys();
  useLiveCounts(journey.id);
  return (
    <div className={roomCss['room']}>
      <div>
        <Header
          meta={meta}
          autosave={autosave}
          outline={outline}
          onOutline={() => setAsOutline(!outline)}
          onMeta={(patch) => setMeta({ ...meta, ...patch })}
        />
        {meta.state === 'paused' && meta.pausedReason && <StoppedNotice reason={meta.pausedReason} />}
      </div>
      <div className={roomCss['body']} data-palette={building ? 'shown' : 'none'}>
        {building && <Palette />}
        {outline ? <Outline /> : <Sheet />}
        <Side meta={meta} autosave={autosave} onMeta={(patch) => setMeta({ ...meta, ...patch })} phone={phone} />
      </div>
      <InsertMenu />
      <Search />
      <Ghost />
    </div>
  );
}

/** What is live beside the draft; changes when it is published, paused or ended. */
export type JourneyMeta = Pick<JourneyData, 'state' | 'live' | 'pausedReason'>;
