import { router } from '../trpc.ts';
import { check } from './check.ts';
import { get } from './get.ts';
import { open } from './open.ts';
import { takeBackSetAside } from './take-back.ts';

export const operationsRouter = router({ check, get, open, takeBackSetAside });
