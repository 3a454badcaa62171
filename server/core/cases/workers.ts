import type { Role } from '../roles.ts';

/** Who may work cases; the permission table's `cases.work` is of the same roles. */
export const allCaseWorkers: readonly Role[] = ['marketer', 'admin'];
