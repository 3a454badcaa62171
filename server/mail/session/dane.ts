import { X509Certificate, createHash, createPublicKey } from 'node:crypto';
import type { TlsaRecord } from '../probe/resolver.ts';

const MOST_LINKS = 8;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * Whether a server's certificate is one of those its validated, usable TLSA records name (RFC 7671, RFC 7672).
 *
 * Usage 3 compares the server's own certificate, and neither its name nor its dates count: the record says it all.
 * Usage 2 names an authority: there must be a path of valid signatures and dates from the server's certificate to it, and
 * the certificate must be for one of `names`. `leaf.issuerCertificate` leads along what the server sent.
 */
export function matchesTlsa(
  leaf: X509Certificate,
  usable: readonly TlsaRecord[],
  { names, at }: { names: readonly string[]; at: number },
): boolean {
  if (usable.some((one) => one.usage === 3 && isNamed(one, leaf))) return true;
  const anchors = usable.filter((one) => one.usage === 2);
  if (anchors.length === 0 || !isFor(leaf, names) || !isInTime(leaf, at)) return false;
  let link = leaf;
  for (let n = 0; n < MOST_LINKS; n++) {
    // A whole certificate or key in the record anchors a path even when the server does not send it (RFC 7671 5.2).
    if (anchors.some((one) => one.matching === 0 && isSignedBy(link, one, at))) return true;
    const above = link.issuerCertificate;
    if (!above || above.raw.equals(link.raw)) return false;
    // Each further link adds an authority; one that may not sign, or whose time is over, ends the path.
    if (!above.ca || !isInTime(above, at) || !link.checkIssued(above) || !link.verify(above.publicKey)) return false;
    if (anchors.some((one) => isNamed(one, above))) return true;
    link = above;
  }
  return false;
}

function isNamed({ selector, matching, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const bytes =
    selector === 0 ? certificate.raw : Buffer.from(certificate.publicKey.export({ type: 'spki', format: 'der' }));
  if (matching === 0) return bytes.toString('hex') === data;
  return (
    createHash(matching === 1 ? 'sha256' : 'sha512')
      .update(bytes)
      .digest('hex') === data
  );
}

function isSignedBy(link: X509Certificate, { selector, data }: TlsaRecord, at: number): boolean {
  try {
    const bytes = Buffer.from(data, 'hex');
    if (selector === 1) return link.verify(createPublicKey({ key: bytes, format: 'der', type: 'spki' }));
    const anchor = new X509Certificate(bytes);
    return anchor.ca && isInTime(anchor, at) && link.checkIssued(anchor) && link.verify(anchor.publicKey);
  } catch {
    // What the record holds is no certificate or key: it names nothing.
    return false;
  }
}

function isFor(leaf: X509Certificate, names: readonly string[]): boolean {
  const uses = leaf.keyUsage as string[] | undefined;
  if (uses && uses.length > 0 && !uses.includes(SERVER_AUTH)) return false;
  return names.some((name) => leaf.checkHost(name, { subject: 'never' }) !== undefined);
}

function isInTime(certificate: X509Certificate, at: number): boolean {
  return certificate.validFromDate.getTime() <= at && at <= certificate.validToDate.getTime();
}
