import type { FastifyInstance } from 'fastify';

/** A posted form of ours is small; anything larger is refused before it is read. */
const LARGEST = 8 << 10;

/**
 * Lets this scope read plain HTML forms, and the multipart body RFC 8058 also allows for the one-click unsubscribe.
 * The body becomes a record of strings; a field given twice keeps its first value.
 */
export function acceptForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const options = { parseAs: 'string', bodyLimit: LARGEST } as const;
  scope.addContentTypeParser('application/x-www-form-urlencoded', options, async (_request: unknown, body: string) =>
    fieldsOf([...new URLSearchParams(body)]),
  );
  scope.addContentTypeParser('multipart/form-data', options, async (_request: unknown, body: string) =>
    fieldsOf(
      [...body.matchAll(/name="([^"\r\n]{1,100})"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n([^\r\n]*)/g)].map((match) => [
        match[1]!,
        match[2]!,
      ]),
    ),
  );
}

function fieldsOf(pairs: readonly (readonly string[])[]): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) if (name !== undefined && value !== undefined) fields[name] ??= value;
  return fields;
}
