import type { Role } from '../roles.ts';

/** Who may answer replies; the permission table's `replies.work` is of the same roles. */
export const replyWorkers: readonly Role[] = ['marketer', 'admin'];
