import { router } from '../trpc.ts';
import { csv } from './csv.ts';
import { list } from './list.ts';

export const disclosuresRouter = router({ csv, list });
