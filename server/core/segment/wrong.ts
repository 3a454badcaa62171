import { Failure } from '../failure.ts';
import type { AttributeCondition } from './ast.ts';

/** Names the attribute and the operator; a rule's operand can be about patients, so it is never repeated. */
export function wrong(condition: AttributeCondition, part: 'operator' | 'value'): Failure {
  return new Failure('SEGMENT_INVALID', { attribute: condition.attribute, op: condition.op, part });
}
