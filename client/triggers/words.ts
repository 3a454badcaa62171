import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Trigger } from '../../server/core/graph/model.ts';
import { triggerViewOf } from './registry.tsx';

/** What starts the journey by this way, in words. */
export function triggerWords(trigger: Trigger, catalog: Catalog): string {
  return triggerViewOf(trigger.type)?.summary(trigger, catalog) ?? `Unknown trigger “${trigger.type}”`;
}
