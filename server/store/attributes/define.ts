import { type AttributeDefinition, attributeDefinition } from '#core/segment/fields.ts';
import { attributes } from '#db/schema/attributes.ts';
import type { Orm } from '#store/database.ts';

/** Adds ready-made definitions; ones that exist already stay as they are, since people may have edited them. */
export async function defineAttributes(orm: Orm, definitions: readonly AttributeDefinition[]): Promise<void> {
  if (definitions.length === 0) return;
  await orm
    .insert(attributes)
    .values(definitions.map((one) => attributeDefinition.parse(one)))
    .onConflictDoNothing({ target: attributes.key });
}
