import { X509Certificate, createPrivateKey, generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import {
  NULL,
  type Der,
  bits,
  context,
  contextOctets,
  encode,
  integer,
  octets,
  oid,
  raw,
  sequence,
  setOf,
  time,
} from './der.ts';
import { OID } from './oids.ts';

const generate = promisify(generateKeyPair);
const YEAR = 365 * 86_400_000;
/** A certificate nobody else vouches for has nobody to renew it, either. */
const YEARS = 5;

export interface MadeCertificate {
  certificate: X509Certificate;
  /** PKCS #8 PEM. */
  privateKey: string;
}

/**
 * An RSA-2048 key and a certificate for an e-mail address, signed by itself, for signing only: a mail program must not
 * take it to encrypt replies, which nobody at that address could read.
 */
export async function makeSelfIssued(address: string, name: string, now: number): Promise<MadeCertificate> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const issuer = sequence(
    setOf(sequence(oid(COMMON_NAME), utf8(name))),
    setOf(sequence(oid(EMAIL_ADDRESS), ia5(address))),
  );
  const body = encode(
    sequence(
      context(0, integer(2)),
      serial(),
      SHA256_WITH_RSA,
      issuer,
      sequence(time(now - 3_600_000), time(now + YEARS * YEAR)),
      issuer,
      raw(publicKey),
      context(3, sequence(...extensions(address))),
    ),
  );
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const certificate = new X509Certificate(encode(sequence(raw(body), SHA256_WITH_RSA, bits(signature))));
  return { certificate, privateKey };
}

function extensions(address: string): Der[] {
  const extension = (id: string, critical: boolean, value: Der) =>
    sequence(oid(id), ...(critical ? [TRUE] : []), octets(encode(value)));
  return [
    extension(BASIC_CONSTRAINTS, true, sequence()),
    // digitalSignature and nonRepudiation, of a BIT STRING with six unused bits.
    extension(OID.keyUsage, true, raw(Uint8Array.of(0x03, 0x02, 0x06, 0xc0))),
    extension(OID.extendedKeyUsage, false, sequence(oid(OID.emailProtection))),
    extension(OID.subjectAltName, false, sequence(contextOctets(1, Buffer.from(address, 'latin1')))),
  ];
}

const COMMON_NAME = '2.5.4.3';
const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), NULL);
const TRUE = raw(Uint8Array.of(0x01, 0x01, 0xff));

/** 16 bytes of chance: positive, and without a leading zero. */
function serial(): Der {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return raw(Buffer.concat([Uint8Array.of(0x02, bytes.length), bytes]));
}

function utf8(value: string): Der {
  return text(0x0c, Buffer.from(value));
}

function ia5(value: string): Der {
  return text(0x16, Buffer.from(value, 'latin1'));
}

function text(tag: number, value: Buffer): Der {
  // The longest name X.520 has room for, so that one byte of length does.
  const cut = value.subarray(0, 120);
  return raw(Buffer.concat([Uint8Array.of(tag, cut.length), cut]));
}
