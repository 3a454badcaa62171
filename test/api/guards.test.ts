import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { initTRPC } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appRouter } from '#api/router.ts';
import type { Actor } from '#api/services.ts';
import { assertGuarded, createCaller, router, staff } from '#api/trpc.ts';
import { type Role, roles } from '#core/roles.ts';
import { type Permission, allows, permissions } from '#identity/permissions.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();

const guarded = z.object({
  _def: z.object({
    type: z.enum(['query', 'mutation', 'subscription']),
    meta: z.object({ permission: z.string(), readsPhi: z.boolean() }),
  }),
});
const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => {
  const { _def } = guarded.parse(Object.assign({}, { _def: Reflect.get(Object(procedure), '_def') }));
  return { path, type: _def.type, permission: _def.meta.permission as Permission, readsPhi: _def.meta.readsPhi };
});
/** Need such a permission, yet answer with ids, states and counts only. */
const countsOnly = new Set(['messages.counts', 'imports.get', 'imports.list', 'mailbox.newest', 'forms.waiting']);
const as = (role: Role): Actor => ({ id: `test-${role}`, name: role, email: `${role}@stepwell.example`, role });

/** Calls a procedure by its path, as the HTTP adapter would, with whatever input. */
async function call(path: string, actor: Actor | null): Promise<unknown> {
  let target: unknown = createCaller(appRouter)({ ...services, actor });
  for (const part of path.split('.')) target = Reflect.get(Object(target), part);
  if (typeof target !== 'function') throw new Error(`${path} cannot be called.`);
  return target({});
}

describe('every procedure', () => {
  it('is looked at here, and names a permission of the table', () => {
    expect(procedures.length).toBeGreaterThan(40);
    expect(procedures.filter((one) => !(one.permission in permissions))).toEqual([]);
    expect(() => assertGuarded(appRouter)).not.toThrow();
  });

  it('refuses whoever is not signed in', async () => {
    for (const { path } of procedures) {
      await expect(call(path, null), path).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    }
  });

  it.each(roles)('refuses a %s what the table does not grant, before it looks at the input', async (role) => {
    const denied = procedures.filter((one) => !allows(role, one.permission));
    if (role !== 'admin') expect(denied.length).toBeGreaterThan(5);
    for (const { path } of denied) {
      await expect(call(path, as(role)), path).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('that hands out patient data, masked or not, is one that must leave an audit entry', () => {
    const silent = procedures.filter(
      (one) => one.type !== 'mutation' && permissions[one.permission].fields !== 'none' && !one.readsPhi,
    );
    expect(new Set(silent.map((one) => one.path)).difference(countsOnly)).toEqual(new Set());
  });

  it('is made by staff(): nothing else makes one', () => {
    const folder = join(import.meta.dirname, '..', '..', 'server');
    const makers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => /\binitTRPC\b/.test(readFileSync(join(folder, file), 'utf8')));
    expect(makers).toEqual([join('api', 'trpc.ts')]);
  });
});

describe('managers and designers', () => {
  it('have no permission whose fields are about patients, not even masked', () => {
    for (const role of ['manager', 'designer'] as const) {
      const seen = (Object.keys(permissions) as Permission[]).filter(
        (one) => allows(role, one) && permissions[one].fields !== 'none',
      );
      expect(seen, role).toEqual([]);
    }
  });
});

describe('a procedure that forgets its duty', () => {
  const forgetful = createCaller(
    router({
      change: staff('users.edit').mutation(() => 'changed'),
      look: staff('contacts.reveal', { readsPhi: true }).query(() => 'Jane'),
      dutiful: staff('users.edit').mutation(async ({ ctx }) => {
        await ctx.audit(ctx.db.orm, { action: 'test.change', subject: 'test' });
        return 'changed';
      }),
    }),
  )({ ...services, actor: as('admin') });

  it('answers with an error when it changed something and left no audit entry', async () => {
    await expect(forgetful.change()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('answers with an error, and not with the data, when it read patient data and left none', async () => {
    await expect(forgetful.look()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('answers well once it leaves one', async () => {
    expect(await forgetful.dutiful()).toBe('changed');
  });

  it('keeps the server from starting when it names no permission', () => {
    const t = initTRPC.create();
    const open = t.router({ hole: t.procedure.query(() => 'anything') });
    expect(() => assertGuarded(open)).toThrow('Procedure hole names no permission');
  });
});
