import { WireFailure } from './reply.ts';
import type { Wire } from './wire.ts';

/** What a relay knows us by. */
export interface Credentials {
  user: string;
  password: string;
}

/**
 * Signs in by what the server offers (RFC 4954), PLAIN before LOGIN. The caller has made sure of TLS and of the certificate;
 * the transcript keeps that it happened, not what was said.
 * @throws WireFailure `auth` when the server offers neither or refuses.
 */
export async function signIn(
  wire: Wire,
  { user, password }: Credentials,
  offers: ReadonlyMap<string, string>,
  commandMs: number,
): Promise<void> {
  const ways = (offers.get('AUTH') ?? '').split(' ');
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const tell = async (line: string, code: number, shown: string): Promise<void> => {
    const reply = await wire.command(line, commandMs, shown);
    if (reply.code !== code) throw new WireFailure('auth', reply.code);
  };
  if (ways.includes('PLAIN')) return tell(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`, 235, 'AUTH PLAIN *');
  if (!ways.includes('LOGIN')) throw new WireFailure('auth');
  await tell('AUTH LOGIN', 334, 'AUTH LOGIN');
  await tell(base64(user), 334, '*');
  return tell(base64(password), 235, '*');
}
