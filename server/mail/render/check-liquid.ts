import { LiquidError, type StaticAnalysis, type Variable } from 'liquidjs';
import type { Finding } from '#core/finding.ts';
import type { PhiClass } from '#core/phi.ts';
import { type MergeField, didYouMean } from './fields.ts';
import { filterNames } from './filters.ts';
import { type LiquidToken, htmlLiquid, liquidTokens } from './liquid.ts';
import { positionsIn } from './positions.ts';

/** One place where a known merge field is used. */
export interface FieldUse {
  path: string;
  phi: PhiClass;
  offset: number;
}

export interface LiquidCheck {
  tokens: LiquidToken[];
  uses: FieldUse[];
  findings: Finding[];
}

/** Conditions may not be nested deeper: rendering them is recursive. */
const DEEPEST = 20;

/** Parses the Liquid of one text (`field` says which) and finds each merge field it uses, known or not. */
export function checkLiquid(
  source: string,
  field: 'subject' | 'preheader' | 'mjml',
  known: ReadonlyMap<string, MergeField>,
): LiquidCheck {
  const check: LiquidCheck = { tokens: [], uses: [], findings: [] };
  const positions = positionsIn(source);
  const error = (code: string, message: string, offset: number) =>
    check.findings.push({ severity: 'error', code, message, field, ...positions.at(offset) });
  const report = (cause: LiquidError) => {
    const [line, column] = cause.token.getPosition() as [number, number];
    error('template.liquid', wordsOf(cause), positions.offset(line, column));
  };
  try {
    check.tokens = liquidTokens(source);
    const deep = tooDeep(check.tokens);
    if (deep) error('template.too-deep', `Conditions are nested more than ${DEEPEST} deep.`, deep.start);
    if (deep) return check;
    const { globals } = analyzed(source, (cause) => report(cause));
    for (const variable of Object.values(globals).flat()) {
      const offset = positions.offset(variable.location.row, variable.location.col);
      const path = pathOf(variable);
      const merge = path === null ? undefined : known.get(path);
      if (merge) {
        check.uses.push({ path: merge.path, phi: merge.phi, offset });
        continue;
      }
      const shown = path ?? variable.toString();
      const near = didYouMean(shown, known.keys());
      error(
        'template.unknown-field',
        `There is no merge field ${shown}.${near ? ` Did you mean ${near}?` : ' Choose one from the list of fields.'}`,
        offset,
      );
    }
  } catch (cause) {
    if (!LiquidError.is(cause)) throw cause;
    report(cause);
  }
  check.uses.sort((a, b) => a.offset - b.offset);
  return check;
}

/** Goes on behind a merge field that cannot be read, so that one look finds them all. A broken tag ends it. */
function analyzed(source: string, report: (cause: LiquidError) => void): StaticAnalysis {
  let readable = source;
  for (let round = 0; ; round++) {
    try {
      return htmlLiquid.analyzeSync(htmlLiquid.parse(readable), { partials: false });
    } catch (cause) {
      if (!LiquidError.is(cause) || round >= 20) throw cause;
      const at = cause.token.begin;
      const broken = liquidTokens(readable).find((one) => one.kind === 'output' && one.start <= at && at < one.end);
      if (!broken) throw cause;
      report(cause);
      const blank = readable.slice(broken.start, broken.end).replace(/[^\n]/g, ' ');
      readable = readable.slice(0, broken.start) + blank + readable.slice(broken.end);
    }
  }
}

function pathOf(variable: Variable): string | null {
  const parts = variable.segments;
  return parts.every((part): part is string => typeof part === 'string') ? parts.join('.') : null;
}

function tooDeep(tokens: readonly LiquidToken[]): LiquidToken | null {
  let depth = 0;
  for (const token of tokens) {
    if (/^\{%-?\s*(if|unless|case)\b/.test(token.text)) depth++;
    if (/^\{%-?\s*end(if|unless|case)\b/.test(token.text)) depth--;
    if (depth > DEEPEST) return token;
  }
  return null;
}

function wordsOf(error: LiquidError): string {
  const message = error.message.replace(/, (file:.*, )?line:\d+, col:\d+$/, '');
  const filter = /^undefined filter: (.+)$/.exec(message)?.[1];
  if (filter) return `There is no filter ${filter}. Use one of: ${filterNames.join(', ')}.`;
  const tag = /^tag "(.+)" not found$/.exec(message)?.[1];
  if (tag) return `{% ${tag} %} is not available here. Use if, unless or case; loops and includes are off.`;
  return `The Liquid here cannot be read: ${message}.`;
}
