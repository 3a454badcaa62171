import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { sessions, users } from '#db/schema/users.ts';
import { createUser } from '#store/users/create.ts';
import { setLocked } from '#store/users/lock.ts';
import { setPassword } from '#store/users/set-password.ts';
import { setRole } from '#store/users/set-role.ts';
import { testDatabase } from '#test/support/database.ts';

const { orm } = await testDatabase();
const add = (id: string, role: 'admin' | 'marketer') =>
  createUser(orm, { id, name: id, email: `${id}@stepwell.example`, role, passwordHash: 'x' });
const open = (userId: string) =>
  orm
    .insert(sessions)
    .values({ id: `s-${userId}`, token: `t-${userId}`, userId, expiresAt: new Date(Date.now() + 60_000) });

beforeEach(async () => {
  await orm.delete(users);
});

describe('the last admin', () => {
  it('can be neither locked out nor given another role', async () => {
    await add('ada', 'admin');
    await add('max', 'marketer');
    await expect(setLocked(orm, 'ada', true)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await expect(setRole(orm, 'ada', 'marketer')).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await setLocked(orm, 'max', true);
  });

  it('is the one who is not locked: a locked admin lets nobody in', async () => {
    await add('ada', 'admin');
    await add('bea', 'admin');
    await setLocked(orm, 'bea', true);
    await expect(setLocked(orm, 'ada', true)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
    await setLocked(orm, 'bea', false);
    await setRole(orm, 'ada', 'compliance');
  });

  it('remains when two admins lock each other out at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      await orm.delete(users);
      await add('ada', 'admin');
      await add('bea', 'admin');
      const tries = await Promise.allSettled([setLocked(orm, 'ada', true), setLocked(orm, 'bea', true)]);
      expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    }
  });
});

describe('a locked person, or one with a new password', () => {
  it('has no session left', async () => {
    await add('ada', 'admin');
    await add('max', 'marketer');
    await open('max');
    await setLocked(orm, 'max', true);
    expect(await orm.select().from(sessions)).toEqual([]);
    await setLocked(orm, 'max', false);
    await open('max');
    await setPassword(orm, 'max', 'y');
    expect(await orm.select().from(sessions)).toEqual([]);
  });

  it('is a person there is', async () => {
    await expect(setLocked(orm, 'nobody', false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(setPassword(orm, 'nobody', 'y')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an e-mail address', () => {
  it('belongs to one person, however it is written', async () => {
    await add('ada', 'admin');
    const twice = createUser(orm, {
      id: 'b',
      name: 'B',
      email: 'ADA@stepwell.example',
      role: 'admin',
      passwordHash: 'x',
    });
    await expect(twice).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    expect(await orm.select().from(users).where(eq(users.id, 'b'))).toEqual([]);
  });
});
