import { router } from '../trpc.ts';
import { addMembers } from './add-members.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { removeMembers } from './remove-members.ts';
import { rename } from './rename.ts';

export const listsRouter = router({ addMembers, create, list, remove, removeMembers, rename });
