import { createHash } from 'node:crypto';
import type { Graph } from '#core/graph/model.ts';
import { canonicalJson } from '#store/audit/append.ts';

/** SHA-256, as hexadecimal digits, of what a version does: the graph without its layout, keys sorted. */
export function graphHash(graph: Graph): string {
  const { layout: _layout, ...meaning } = graph;
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}
