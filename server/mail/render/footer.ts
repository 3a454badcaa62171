import { liquidTokens } from './liquid.ts';

/** What every commercial mail has to print (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
const REQUIRED = { address: 'organization.address', unsubscribe: 'links.unsubscribe' } as const;
export type FooterPart = keyof typeof REQUIRED;

const known = new WeakMap<object, FooterPart | null>();

/**
 * What a template version does not print in each of its parts, whoever it is for; null when nothing is missing. A part
 * inside a condition does not count: it might not be there for this very contact.
 */
export function missingFooter(version: {
  html: string;
  text: string;
  links: readonly { url: string }[];
}): FooterPart | null {
  const found = known.get(version);
  if (found !== undefined) return found;
  const missing = (Object.keys(REQUIRED) as FooterPart[]).find((part) => !prints(version, part)) ?? null;
  known.set(version, missing);
  return missing;
}

function prints({ html, text, links }: Parameters<typeof missingFooter>[0], part: FooterPart): boolean {
  const path = REQUIRED[part];
  // A tracked link's address stands in the list of links, and only its slot in the HTML.
  const slots = links.flatMap(({ url }, index) => (url.includes(path) ? [`stepwell.click[${index}]`] : []));
  const always = alwaysPrinted(html);
  const inHtml = [path, ...slots].some((one) => always.some((output) => output.includes(one)));
  return (
    inHtml && alwaysPrinted(text).some((output) => output.includes(path) || slots.some((slot) => output.includes(slot)))
  );
}

/** The outputs that stand in no condition. */
function alwaysPrinted(source: string): string[] {
  let depth = 0;
  const outputs: string[] = [];
  for (const { kind, text } of liquidTokens(source)) {
    if (/^\{%-?\s*(if|unless|case|comment)\b/.test(text)) depth++;
    else if (/^\{%-?\s*end(if|unless|case|comment)\b/.test(text)) depth--;
    else if (kind === 'output' && depth === 0) outputs.push(text);
  }
  return outputs;
}
