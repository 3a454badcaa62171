/** A place in a pass over all contacts, in the order of lane and id. */
export interface Place {
  lane: number;
  id: string;
}

export function cursorText({ lane, id }: Place): string {
  return `${lane}:${id}`;
}

/** Null for the beginning. */
export function readCursor(cursor: string | null): Place | null {
  if (cursor === null) return null;
  const at = cursor.indexOf(':');
  return { lane: Number(cursor.slice(0, at)), id: cursor.slice(at + 1) };
}

/** Whether a pass that has come to `cursor` has been at this contact. */
export function isPassed(cursor: string | null, { lane, id }: Place): boolean {
  const at = readCursor(cursor);
  return at !== null && (lane < at.lane || (lane === at.lane && id <= at.id));
}
