import { randomBytes } from 'node:crypto';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

const SEALED_AS = 'webhook-secret';

/** A fresh signing secret as Standard Webhooks writes them: 256 random bits in base64 behind `whsec_`. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export function sealSecret(seal: Pick<Seal, 'seal'>, secret: string): Uint8Array {
  return seal.seal(SEALED_AS, Buffer.from(secret));
}

/** An endpoint with what is needed to send to it. */
export interface OpenEndpoint {
  url: string;
  baa: boolean;
  /** Every secret that signs now, the newest first. */
  secrets: string[];
}

/** Endpoints by name; ones that are gone are not in it. */
export async function openEndpoints(
  sql: Sql,
  seal: Pick<Seal, 'open'>,
  names: readonly string[],
): Promise<Map<string, OpenEndpoint>> {
  if (names.length === 0) return new Map();
  const rows = await sql<
    { name: string; url: string; baa: boolean; secret: Uint8Array; previous: Uint8Array | null }[]
  >`
    select name, url, baa, secret, case when previous_until > now() then previous_secret end as previous
    from webhook_endpoints where name = any(${arrayLiteral(names)}::text[])`;
  const text = (sealed: Uint8Array) => Buffer.from(seal.open(SEALED_AS, sealed)).toString('utf8');
  return new Map(
    rows.map(({ name, url, baa, secret, previous }) => [
      name,
      { url, baa, secrets: [text(secret), ...(previous ? [text(previous)] : [])] },
    ]),
  );
}
