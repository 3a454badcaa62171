import type { Graph } from '#core/graph/model.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { attributeDefinition } from '#core/segment/fields.ts';
import type { Filter } from '#core/segment/ast.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import type { Sql } from '#store/database.ts';
import { keepWatches } from '#store/entries/keep-watches.ts';
import { createList } from '#store/lists/create.ts';
import { addMembers, removeMembers } from '#store/lists/members.ts';
import { createSegment } from '#store/segments/create.ts';
import { chain, rig } from '#test/engine/rig.ts';

export const END = { id: 'done', type: 'end', config: {} };

/** The rig with attributes, lists, rules and contacts as people make them. */
export async function entryRig() {
  const base = await rig();
  const { db, seal, newId, sql } = base;
  await defineAttributes(
    db.orm,
    [
      { key: 'plan', label: 'Plan', type: 'text', phi: 'P1' },
      { key: 'visit', label: 'Visit', type: 'text', phi: 'P1' },
      { key: 'birthday', label: 'Birthday', type: 'date', phi: 'P2' },
      { key: 'appointment', label: 'Appointment', type: 'datetime', phi: 'P2' },
      { key: 'seen', label: 'Last seen', type: 'date', phi: 'P2' },
    ].map((one) => attributeDefinition.parse(one)),
  );
  const contactDeps = { sql: db.sql, seal, newId };
  return {
    ...base,
    list: (name: string) => createList(db.orm, { id: newId(), name }),
    segment: (name: string, filter: Filter | null) => createSegment(db.orm, { id: newId(), name, filter }),
    /** Creates or changes a contact as a form or the API does; answers its id and lane. */
    put: async (email: string, attributes: Record<string, AttributeValue> = {}) => {
      const [done] = await upsertContacts(contactDeps, [{ attributes: { email, ...attributes } }]);
      if (!done || done.outcome === 'rejected') throw new Error(`Rejected: ${done?.reason}`);
      return { lane: done.lane, id: done.id };
    },
    join: (list: string, ids: readonly string[]) => sql.begin((tx) => addMembers(tx, list, ids)),
    leave: (list: string, ids: readonly string[]) => sql.begin((tx) => removeMembers(tx, list, ids)),
    journey: (name: string, triggers: Graph['triggers'], settings: Partial<Graph['settings']> = {}) =>
      base.publish({
        ...chain(name, [END]),
        triggers,
        settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [], ...settings },
      }),
    /** Learns, covers and looks again until nothing is left, as the scheduled job does. */
    keep: () => keepWatches({ db, seal }, 60_000),
    entered: async (journeyId: string) =>
      (await sql<{ id: string }[]>`select contact_id as id from enrollments where journey_id = ${journeyId}`).map(
        ({ id }) => id,
      ),
    /** How many entered by the counters; must always be how many enrollments there are. */
    counted: async (journeyId: string) => (await base.counts(journeyId))['trigger']?.entered ?? 0,
  };
}

export class Killed extends Error {}

/**
 * The pool as a process sees it that dies just before its statement number `at` (from 0, of all its transactions): what
 * was not committed by then never happened.
 */
export function dyingSql<S extends Sql>(sql: S, at: number): S {
  const left = { n: at };
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      apply(fn, self, args) {
        const template = Array.isArray(args[0]) && 'raw' in args[0];
        if (template && left.n-- <= 0) throw new Killed('killed');
        return Reflect.apply(fn as never, self, args);
      },
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        if (name !== 'begin' || typeof value !== 'function') return value;
        return (work: (tx: object) => Promise<unknown>) =>
          (value as (work: (tx: object) => Promise<unknown>) => Promise<unknown>).call(of, (tx) => work(mortal(tx)));
      },
    });
  return mortal(sql as S & object) as S;
}

/** Runs work that dies at every statement in turn until it once gets through; answers how often it died. */
export async function dieEverywhere<S extends Sql>(sql: S, work: (sql: S) => Promise<unknown>): Promise<number> {
  for (let at = 0; ; at++) {
    try {
      await work(dyingSql(sql, at));
      return at;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
}

/** The pool with something happening right after the first statement that says `text`, in whatever transaction. */
export function sqlWith<S extends Sql>(sql: S, text: string, happen: () => Promise<unknown>): S {
  const left = { n: 1 };
  const watched = <T extends object>(target: T): T =>
    new Proxy(target, {
      apply(fn, self, args) {
        const answer: unknown = Reflect.apply(fn as never, self, args);
        const template: unknown = args[0];
        const said = Array.isArray(template) && template.join('').includes(text);
        if (!said || left.n-- <= 0) return answer;
        return Promise.resolve(answer).then(async (rows) => {
          await happen();
          return rows;
        });
      },
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        if (name !== 'begin' || typeof value !== 'function') return value;
        return (work: (tx: object) => Promise<unknown>) =>
          (value as (work: (tx: object) => Promise<unknown>) => Promise<unknown>).call(of, (tx) => work(watched(tx)));
      },
    });
  return watched(sql as S & object) as S;
}
