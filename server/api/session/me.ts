import { type Permission, allows, permissions } from '#identity/permissions.ts';
import { staff } from '../trpc.ts';

/** Who is signed in, what they may do, and what kind of installation this is. */
export const me = staff('session.read').query(({ ctx }) => {
  const { id, name, email, role } = ctx.actor;
  const may = (Object.keys(permissions) as Permission[]).filter((permission) => allows(role, permission));
  return { id, name, email, role, may, demo: ctx.config.demo, delivery: ctx.config.delivery };
});
