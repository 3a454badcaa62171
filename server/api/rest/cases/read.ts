import { z } from 'zod';
import { caseFilters, listCases } from '#store/cases/list.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas.ts';
import { caseInList, caseWithLog, readCase } from './shape.ts';

/** A key has no cases of its own. */
const filters = caseFilters.filter((one) => one !== 'mine');

export const listCasesRoute = defineRoute({
  operation: 'cases.list',
  method: 'GET',
  path: '/cases',
  scope: 'cases:read',
  summary: 'Non-delivery cases; whom each is about by id, never by name',
  description: 'Open ones the longest waiting first, closed ones the last closed first.',
  query: pageQuery.extend({ filter: z.enum(filters).default('open'), contact: z.uuid().optional() }),
  response: page(caseInList),
  readsPhi: true,
  handler: async (context, { query }) => {
    const { rows, next } = await listCases(context.db.sql, {
      filter: query.filter,
      contactId: query.contact,
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    await context.audit(context.db.orm, {
      action: 'case.list',
      subject: 'cases',
      details: { contacts: [...new Set(rows.map((row) => row.contactId))], filter: query.filter },
    });
    return { data: rows, nextCursor: next ? makeCursor(next) : null };
  },
});

export const getCaseRoute = defineRoute({
  operation: 'cases.get',
  method: 'GET',
  path: '/cases/{id}',
  scope: 'cases:read',
  summary: 'One case with all that was done in it; notes and addresses stay sealed',
  params: idParams,
  response: caseWithLog,
  readsPhi: true,
  handler: async (context, { params }) => {
    const found = await readCase(context.db.sql, params.id);
    await context.audit(context.db.orm, {
      action: 'case.read',
      subject: `case:${params.id}`,
      details: { contact: found.contactId },
    });
    return found;
  },
});
