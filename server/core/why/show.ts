import { maskValue } from '../contact/mask.ts';
import { reveal } from '../phi.ts';
import type { AttributeValue } from '../segment/fields.ts';
import type { SeenValue, Why } from './answer.ts';

/** An answer as it is handed out: values masked, or in the clear for who may see them and whose look was audited. */
export interface ShownWhy extends Omit<Why, 'values'> {
  values: (Omit<SeenValue, 'value'> & { value: AttributeValue })[];
}

export function showWhy(why: Why, revealed: boolean): ShownWhy {
  return {
    ...why,
    values: why.values.map(({ value, ...one }) => {
      const plain = reveal(value);
      return { ...one, value: revealed ? plain : maskValue(one.key, one.phi, plain) };
    }),
  };
}

/** The attributes whose values an answer shows: what an audit entry of a reveal names. */
export function fieldsShown(answers: readonly Why[]): string[] {
  return [...new Set(answers.flatMap(({ values }) => values.map(({ key }) => key)))].sort();
}
