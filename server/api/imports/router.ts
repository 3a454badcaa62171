import { router } from '../trpc.ts';
import { cancel } from './cancel.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { start } from './start.ts';

export const importsRouter = router({ cancel, get, list, preview, start });
