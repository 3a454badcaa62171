import { z } from 'zod';
import { maskValue } from '#core/contact/mask.ts';
import { getContacts } from '#store/contacts/get.ts';
import { peopleAt } from '#store/journeys/people.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

const PAGE = 50;

/** Who stands at a step, masked; the contact's own page reveals, and audits that. */
export const people = staff('journeys.people', { readsPhi: true })
  .input(
    z.strictObject({
      id: z.uuid(),
      step: z.string().max(63),
      cursor: z.string().max(120).nullish(),
      direction: z.enum(['forward', 'backward']).optional(),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { orm, sql } = ctx.db;
    const page = await peopleAt(sql, {
      journeyId: input.id,
      step: input.step,
      after: input.cursor ?? null,
      limit: PAGE,
    });
    const { attributes } = await loadVocabulary(orm);
    const found = await getContacts(
      orm,
      ctx.seal,
      page.people.map((one) => one.contactId),
    );
    const masked = new Map(
      found.map(({ id, values }) => {
        const show = (key: string) => {
          const value = maskValue(key, attributes.get(key)?.phi ?? 'P2', values[key] ?? null);
          return typeof value === 'string' ? value : '';
        };
        return [id, { name: [show('first_name'), show('last_name')].filter(Boolean).join(' '), email: show('email') }];
      }),
    );
    await ctx.audit(orm, {
      action: 'journey.people',
      subject: `journey:${input.id}`,
      details: { step: input.step, contacts: page.people.length },
    });
    return {
      people: page.people.map((one) => ({ ...one, ...(masked.get(one.contactId) ?? { name: '', email: '' }) })),
      next: page.next,
    };
  });
