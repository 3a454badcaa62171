import type { Failure } from '#core/failure.ts';

/** A refusal in one line: its sentence, then each finding with where it is. */
export function failureLine(failure: Failure): string {
  const { findings, issues } = failure.details;
  const words = [...places(findings), ...places(issues)].slice(0, 8);
  return [failure.message, ...words].join(' ');
}

function places(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('message' in one)) return [];
    const part = (name: string) => (name in one ? String(Reflect.get(one, name)) : '');
    const at = part('line') ? `${part('line')}:${part('column') || '1'}` : part('step') || part('path');
    return [`${at ? `[${at}] ` : ''}${part('message')}`];
  });
}
