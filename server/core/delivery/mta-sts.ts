/** What a domain asks of those who send to it (RFC 8461): hosts it names, and whether others are to be refused. */
export interface StsPolicy {
  /** From the domain's TXT record; another one means that the policy changed. */
  id: string;
  mode: 'enforce' | 'testing' | 'none';
  /** Host names, or `*.` and a name for exactly one label more. Lower case. */
  mx: readonly string[];
  /** Seconds it may be kept. */
  maxAge: number;
}

const LONGEST = 31_557_600;
const MOST_MX = 100;

/**
 * The id in a domain's `_mta-sts` TXT records; null when there is none, or not exactly one that begins as it must, for
 * then the domain has no policy (RFC 8461 3.1).
 */
export function stsId(records: readonly string[]): string | null {
  const ours = records.filter((text) => /^v=STSv1[ \t]*;/.test(text));
  if (ours.length !== 1) return null;
  for (const field of ours[0]!.split(';').slice(1)) {
    const found = /^\s*id\s*=\s*([A-Za-z0-9]{1,32})\s*$/.exec(field)?.[1];
    if (found) return found;
  }
  return null;
}

/** Reads a policy file (RFC 8461 3.2); null when it is none. Of a field given twice the first counts, but for `mx`. */
export function parseStsPolicy(text: string, id: string): StsPolicy | null {
  const fields = new Map<string, string>();
  const mx: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31})[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return null;
    if (key === 'mx') mx.push(value.toLowerCase().replace(/(.)\.$/, '$1'));
    else if (!fields.has(key)) fields.set(key, value);
  }
  const mode = (['enforce', 'testing', 'none'] as const).find((one) => one === fields.get('mode'));
  const maxAge = /^\d{1,10}$/.test(fields.get('max_age') ?? '') ? Number(fields.get('max_age')) : null;
  if (fields.get('version') !== 'STSv1' || !mode || maxAge === null) return null;
  if (mx.length > MOST_MX || !mx.every((one) => PATTERN.test(one))) return null;
  if (mode !== 'none' && mx.length === 0) return null;
  return { id, mode, mx, maxAge: Math.min(maxAge, LONGEST) };
}

const PATTERN = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Whether a mail host is one the policy names; a wildcard stands for one label, the leftmost (RFC 8461 4.1). */
export function stsNames({ mx }: Pick<StsPolicy, 'mx'>, host: string): boolean {
  const name = host.toLowerCase();
  const above = name.slice(name.indexOf('.') + 1);
  return mx.some((pattern) =>
    pattern.startsWith('*.') ? name.includes('.') && pattern.slice(2) === above : pattern === name,
  );
}
