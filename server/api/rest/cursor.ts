import { z } from 'zod';
import { Failure } from '#core/failure.ts';

/** Query of every list: page size and where the page before ended. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional().describe('nextCursor of the page before'),
});

/** Answer of every list. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe('null on the last page'),
  });
}

/** A keyset position as an opaque word. It holds ids, times and names of things, never patient data. */
export function makeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Failure INVALID_INPUT when it is not one of ours for this list. */
export function readCursor<Position extends z.ZodType>(
  cursor: string | undefined,
  position: Position,
): z.output<Position> | null {
  if (cursor === undefined) return null;
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Failure('INVALID_INPUT', {
      issues: [{ path: 'query.cursor', code: 'invalid_cursor', message: 'Not a cursor of this list.' }],
    });
  }
}
