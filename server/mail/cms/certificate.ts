import { X509Certificate, type KeyObject } from 'node:crypto';
import { fromBER, ObjectIdentifier, Sequence } from 'asn1js';
import { Certificate } from 'pkijs';
import { Recent } from '../recent.ts';
import { TaskFailed } from '../threads/task.ts';
import { type Der, raw, sequence } from './der.ts';
import { OID } from './oids.ts';

/** What CMS needs of a certificate, read once. */
export interface ReadCertificate {
  der: Uint8Array;
  /** IssuerAndSerialNumber, which names the certificate in a message. */
  name: Der;
  publicKey: KeyObject;
  key: { kind: 'rsa'; bytes: number } | { kind: 'ec'; curve: Curve; point: Uint8Array };
  /** Object identifiers of the SMIMECapabilities it carries (RFC 4262); empty when it carries none. */
  capabilities: ReadonlySet<string>;
}

/** Curves we encrypt to, by the name Node has for them. */
export type Curve = 'prime256v1' | 'secp384r1';

const read = new Recent<string, ReadCertificate>(4_000);

/**
 * A certificate, parsed; the same bytes only the first time. Parsing costs several times what the encryption does, and a
 * certificate is public, so keeping it gives nothing away.
 * @throws TaskFailed `certificate-unreadable`, `key-unsupported`.
 */
export function readCertificate(der: Uint8Array): ReadCertificate {
  const id = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1');
  return read.get(id, () => parse(der));
}

function parse(der: Uint8Array): ReadCertificate {
  const own = Uint8Array.from(der);
  let publicKey: KeyObject;
  let certificate: Certificate;
  try {
    ({ publicKey } = new X509Certificate(own));
    certificate = Certificate.fromBER(own.buffer);
  } catch {
    throw new TaskFailed('certificate-unreadable');
  }
  return {
    der: own,
    name: sequence(
      raw(new Uint8Array(certificate.issuer.valueBeforeDecode)),
      raw(new Uint8Array(certificate.serialNumber.toBER())),
    ),
    publicKey,
    key: keyOf(publicKey, certificate),
    capabilities: capabilitiesOf(certificate),
  };
}

function keyOf(publicKey: KeyObject, certificate: Certificate): ReadCertificate['key'] {
  const { modulusLength = 0, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa') return { kind: 'rsa', bytes: Math.ceil(modulusLength / 8) };
  if (publicKey.asymmetricKeyType === 'ec' && (namedCurve === 'prime256v1' || namedCurve === 'secp384r1')) {
    const point = Uint8Array.from(certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView);
    return { kind: 'ec', curve: namedCurve, point };
  }
  throw new TaskFailed('key-unsupported');
}

function capabilitiesOf({ extensions = [] }: Certificate): Set<string> {
  const found = extensions.find((one) => one.extnID === OID.smimeCapabilities);
  if (!found) return new Set();
  const { result } = fromBER(Uint8Array.from(found.extnValue.valueBlock.valueHexView).buffer);
  if (!(result instanceof Sequence)) return new Set();
  return new Set(
    result.valueBlock.value.flatMap((one) => {
      const first = one instanceof Sequence ? one.valueBlock.value[0] : undefined;
      return first instanceof ObjectIdentifier ? [first.valueBlock.toString()] : [];
    }),
  );
}
