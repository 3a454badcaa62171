import type { AttributeChange } from '../contact/change-value.ts';
import { knownChoice } from '../contact/change-value.ts';
import { isContactKey } from '../contact/normalize.ts';
import { readValue } from '../contact/value.ts';
import { Failure } from '../failure.ts';
import { writtenDateTime, writtenDay } from '../time/written.ts';
import type { StepContext } from './step.ts';
import type { UpdateConfig } from './update-attribute.ts';

/**
 * What the step does, with now's date written out. The attribute may have changed since the journey was published:
 * when the setting no longer suits it, that is the journey's fault and not the contact's.
 * @throws Failure ATTRIBUTE_INVALID, naming the attribute; the engine pauses the journey.
 */
export function resolveUpdate(config: UpdateConfig, context: StepContext): AttributeChange {
  const { attribute, action } = config;
  const definition = context.vocabulary.attributes.get(attribute);
  const unsuited = () => new Failure('ATTRIBUTE_INVALID', { attribute, step: context.node.id });
  if (!definition || isContactKey(attribute)) throw unsuited();
  switch (action) {
    case 'clear':
      return { action: 'set', value: null };
    case 'set': {
      const read = config.value === undefined ? null : readValue(definition, config.value);
      if (!read?.ok || read.value === null) throw unsuited();
      return { action: 'set', value: read.value };
    }
    case 'increase':
      if (definition.type !== 'number') throw unsuited();
      return { action: 'increase', by: config.by ?? 1 };
    case 'now': {
      const zone = config.zone === 'contact' ? (context.contactZone ?? context.zone) : context.zone;
      if (definition.type === 'date') return { action: 'set', value: writtenDay(zone, context.now) };
      if (definition.type === 'datetime') return { action: 'set', value: writtenDateTime(zone, context.now) };
      throw unsuited();
    }
    case 'add':
    case 'remove': {
      const choice = typeof config.value === 'string' ? config.value : '';
      const known = definition.type === 'choices' ? knownChoice(definition, choice) : null;
      // A choice that is no longer declared may still be taken from those who have it.
      if (known === null && (action === 'add' || definition.type !== 'choices' || choice === '')) throw unsuited();
      return { action, choice: known ?? choice };
    }
    default:
      return action satisfies never;
  }
}
