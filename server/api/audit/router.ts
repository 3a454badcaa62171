import { router } from '../trpc.ts';
import { list } from './list.ts';
import { people } from './people.ts';
import { verify } from './verify.ts';

export const auditRouter = router({ list, people, verify });
