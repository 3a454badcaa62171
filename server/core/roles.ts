export const roles = ['marketer', 'designer', 'manager', 'admin', 'compliance'] as const;
export type Role = (typeof roles)[number];
