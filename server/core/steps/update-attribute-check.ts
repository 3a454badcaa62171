import { knownChoice } from '../contact/change-value.ts';
import { isContactKey } from '../contact/normalize.ts';
import { readValue } from '../contact/value.ts';
import type { Finding } from '../finding.ts';
import type { AttributeDefinition, AttributeType } from '../segment/fields.ts';
import type { CheckContext } from './step.ts';
import type { UpdateConfig } from './update-attribute.ts';

/** Which attributes an action suits; those not named suit all. */
export const suits: Partial<Record<UpdateConfig['action'], readonly AttributeType[]>> = {
  increase: ['number'],
  now: ['date', 'datetime'],
  add: ['choices'],
  remove: ['choices'],
};

/** Everything that can be wrong with the settings of an update. Values are not repeated: they can be PHI. */
export function checkUpdate(config: UpdateConfig, { vocabulary }: CheckContext): Finding[] {
  const field = 'attribute';
  if (config.attribute === '') return [error('update.no-attribute', 'Choose the attribute to change.', field)];
  const definition = vocabulary.attributes.get(config.attribute);
  if (!definition) return [error('update.unknown-attribute', `There is no attribute “${config.attribute}”.`, field)];
  if (isContactKey(config.attribute)) {
    const message = `“${definition.label}” is what contacts are found by, so a journey cannot change it.`;
    return [error('update.contact-key', message, field)];
  }
  const types = suits[config.action];
  if (types && !types.includes(definition.type))
    return [error('update.wrong-action', `${actionWords[config.action]} “${definition.label}”.`, 'action')];
  return checkValue(config, definition);
}

const actionWords: Record<UpdateConfig['action'], string> = {
  set: 'A value cannot be set in',
  clear: 'Nothing can be cleared in',
  increase: 'Only a number can be increased, not',
  now: 'Only a date can be set to now, not',
  add: 'Only where several choices are allowed can one be added, not in',
  remove: 'Only where several choices are allowed can one be removed, not from',
};

function checkValue(config: UpdateConfig, definition: AttributeDefinition): Finding[] {
  const label = `“${definition.label}”`;
  const at = 'value';
  switch (config.action) {
    case 'set': {
      if (config.value === undefined || config.value === '')
        return [error('update.no-value', `Give the value ${label} gets.`, at)];
      const read = readValue(definition, config.value);
      if (!read.ok) return [error('update.wrong-value', `${label} must be ${read.expected}.`, at)];
      return read.value === null ? [error('update.no-value', `Give the value ${label} gets.`, at)] : [];
    }
    case 'add':
    case 'remove':
      if (typeof config.value !== 'string' || config.value === '')
        return [error('update.no-choice', `Choose what to ${config.action}.`, at)];
      if (knownChoice(definition, config.value) !== null) return [];
      return [error('update.unknown-choice', `${label} has no such choice.`, at)];
    case 'increase':
      return config.by === 0 ? [error('update.by-nothing', 'By 0 nothing changes.', 'by')] : [];
    case 'clear':
    case 'now':
      return [];
    default:
      return config.action satisfies never;
  }
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
