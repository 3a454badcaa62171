import { router } from '../trpc.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { setLocked } from './set-locked.ts';
import { setPassword } from './set-password.ts';
import { setRole } from './set-role.ts';

export const usersRouter = router({ create, list, setLocked, setPassword, setRole });
