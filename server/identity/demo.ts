import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { hashPassword } from 'better-auth/crypto';
import { z } from 'zod';
import { type Role, roles } from '#core/roles.ts';
import { settings } from '#db/schema/settings.ts';
import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { createUser } from '#store/users/create.ts';

const names: Record<Role, string> = {
  marketer: 'Maya Marketer',
  designer: 'Dana Designer',
  manager: 'Morgan Manager',
  admin: 'Ada Admin',
  compliance: 'Casey Compliance',
};

const stored = z.object({ sealed: z.base64() });

export interface DemoSignIn {
  name: string;
  role: Role;
  email: string;
  password: string;
}

/** The demo's five accounts, one password made at random at the first start and kept sealed. Null before that. */
export async function demoSignIns({ db, seal }: Services): Promise<DemoSignIn[] | null> {
  const [row] = await db.orm.select().from(settings).where(eq(settings.key, 'demo'));
  if (!row) return null;
  const sealed = Buffer.from(stored.parse(row.value).sealed, 'base64');
  const password = Buffer.from(seal.open('demo-password', sealed)).toString();
  return roles.map((role) => ({ name: names[role], role, email: `${role}@stepwell.example`, password }));
}

/** Makes the five accounts once, all or none. */
export async function ensureDemoSignIns(services: Services): Promise<DemoSignIn[]> {
  const before = await demoSignIns(services);
  if (before) return before;
  const { db, seal, newId } = services;
  const password = `stepwell-${String(randomInt(1_000_000)).padStart(6, '0')}`;
  const sealed = Buffer.from(seal.seal('demo-password', Buffer.from(password))).toString('base64');
  const passwordHash = await hashPassword(password);
  await db.orm.transaction(async (tx) => {
    await tx.insert(settings).values({ key: 'demo', value: { sealed } });
    for (const role of roles) {
      const id = newId();
      await createUser(tx, { id, name: names[role], email: `${role}@stepwell.example`, role, passwordHash });
      await appendAudit(tx, { actor: 'system', action: 'user.create', subject: `user:${id}`, details: { role } });
    }
  });
  return (await demoSignIns(services)) ?? [];
}
