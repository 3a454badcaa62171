import { router } from '../trpc.ts';
import { accept } from './accept.ts';
import { declareRelay } from './declare-relay.ts';
import { list } from './list.ts';
import { setRuleOf } from './set-rule.ts';

export const destinationsRouter = router({ accept, declareRelay, list, setRule: setRuleOf });
