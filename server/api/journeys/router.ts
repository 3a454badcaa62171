import { router } from '../trpc.ts';
import { cancelStart } from './cancel-start.ts';
import { catalog } from './catalog.ts';
import { check } from './check.ts';
import { countsLive } from './counts-live.ts';
import { counts } from './counts.ts';
import { create } from './create.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { people } from './people.ts';
import { plan } from './plan.ts';
import { publish } from './publish.ts';
import { release } from './release.ts';
import { restore } from './restore.ts';
import { save } from './save.ts';
import { setState } from './set-state.ts';
import { simulate, simulateSynthetic } from './simulate.ts';
import { sharingCount } from './sharing-count.ts';
import { start } from './start.ts';
import { startCount } from './start-count.ts';
import { startProgress } from './start-progress.ts';
import { version } from './version.ts';
import { versions } from './versions.ts';
import { watches } from './watches.ts';

export const journeysRouter = router({
  cancelStart,
  catalog,
  check,
  counts,
  countsLive,
  create,
  get,
  list,
  people,
  plan,
  publish,
  release,
  restore,
  save,
  setState,
  sharingCount,
  simulate,
  simulateSynthetic,
  start,
  startCount,
  startProgress,
  version,
  versions,
  watches,
});
