import { changedValue } from '../contact/change-value.ts';
import { phi, reveal } from '../phi.ts';
import type { ContactFacts } from '../segment/fields.ts';
import type { Command } from '../steps/step.ts';

/** What conditions see of a contact once a command is done; the same object when it changes nothing they can ask. */
export function factsAfter(facts: ContactFacts, command: Command): ContactFacts {
  switch (command.kind) {
    case 'add-to-segment':
      if (facts.segments.has(command.segment)) return facts;
      return { ...facts, segments: new Set(facts.segments).add(command.segment) };
    case 'remove-from-segment':
      if (!facts.segments.has(command.segment)) return facts;
      return { ...facts, segments: new Set([...facts.segments].filter((one) => one !== command.segment)) };
    case 'update-attribute': {
      const { attribute, change } = command;
      const before = facts.attributes[attribute];
      const value = changedValue(before === undefined ? null : reveal(before), change);
      return { ...facts, attributes: { ...facts.attributes, [attribute]: phi(value) } };
    }
    case 'send':
    case 'enter-journey':
    case 'webhook':
    case 'open-case':
    case 'close-case':
      return facts;
    default:
      return command satisfies never;
  }
}
