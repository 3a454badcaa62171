import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { type AttributeDefinition, attributeDefinition } from '#core/segment/fields.ts';
import { phiClasses } from '#core/phi.ts';
import { attributes } from '#db/schema/attributes.ts';
import type { Orm } from '#store/database.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

/** Adds an attribute. @throws Failure NAME_TAKEN, INVALID_INPUT when a choice attribute has no choices. */
export async function createAttribute(orm: Orm, given: AttributeDefinition): Promise<void> {
  const definition = checked(given);
  const { attributes: known } = await loadVocabulary(orm);
  if (known.has(definition.key)) throw new Failure('NAME_TAKEN', { attribute: definition.key });
  await orm.insert(attributes).values(definition);
}

/**
 * Changes an attribute's label, group, choices or class. Its type stays, and so do its choices already in use by
 * contacts: one may be added, none taken away. Its class may rise; lowering it would let mail out by weaker methods.
 * @throws Failure NOT_FOUND, INVALID_INPUT
 */
export async function saveAttribute(orm: Orm, given: AttributeDefinition): Promise<void> {
  const definition = checked(given);
  const { attributes: known } = await loadVocabulary(orm);
  const now = known.get(definition.key);
  if (!now) throw new Failure('NOT_FOUND', { attribute: definition.key });
  const refuse = (field: string, sentence: string) => new Failure('INVALID_INPUT', { field }, sentence);
  if (now.type !== definition.type) throw refuse('type', 'The type of an attribute cannot change; make another one.');
  if (phiClasses.indexOf(definition.phi) < phiClasses.indexOf(now.phi))
    throw refuse('phi', 'The PHI class of an attribute can be raised, not lowered.');
  if (now.choices.some((one) => !definition.choices.includes(one)))
    throw refuse('choices', 'Choices can be added, not removed: contacts may have them.');
  const { key, ...rest } = definition;
  const updated = await orm
    .update(attributes)
    .set(rest)
    .where(eq(attributes.key, key))
    .returning({ key: attributes.key });
  // An identity attribute has no row until someone changes it.
  if (updated.length === 0) await orm.insert(attributes).values(definition);
}

function checked(given: AttributeDefinition): AttributeDefinition {
  const definition = attributeDefinition.parse(given);
  const choosing = definition.type === 'choice' || definition.type === 'choices';
  if (choosing !== definition.choices.length > 0)
    throw new Failure(
      'INVALID_INPUT',
      { field: 'choices' },
      'A choice attribute needs choices, and no other has them.',
    );
  return definition;
}
