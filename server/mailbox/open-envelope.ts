import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto';
import { type AsnType, Constructed, ObjectIdentifier, OctetString, Primitive, fromBER } from 'asn1js';
import { OID } from '#mail/cms/oids.ts';

/**
 * Opens an S/MIME envelope with the RSA key of its one recipient: EnvelopedData with AES-256-CBC, or AuthEnvelopedData
 * with AES-256-GCM, which the library that reads the others does not know.
 * @throws Error when it is not such an envelope, or not for this key.
 */
export function openEnvelope(der: Uint8Array, privateKey: string): Buffer {
  const [type, wrapper] = children(fromBER(Uint8Array.from(der).buffer).result);
  const [, recipients, content, tag] = children(children(wrapper)[0]);
  const [, , transport, encryptedKey] = children(children(recipients)[0]);
  const contentKey = privateDecrypt(
    {
      key: createPrivateKey(privateKey),
      ...(idOf(children(transport)[0]) === OID.rsaOaep
        ? { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
        : { padding: constants.RSA_PKCS1_PADDING }),
    },
    bytesOf(encryptedKey),
  );
  const [, algorithm, encrypted] = children(content);
  const [cipher, parameters] = children(algorithm);
  if (idOf(type) === OID.authEnvelopedData && idOf(cipher) === OID.aes256Gcm) {
    const decipher = createDecipheriv('aes-256-gcm', contentKey, bytesOf(children(parameters)[0]));
    decipher.setAuthTag(bytesOf(tag));
    return Buffer.concat([decipher.update(bytesOf(encrypted)), decipher.final()]);
  }
  if (idOf(type) !== OID.envelopedData || idOf(cipher) !== OID.aes256Cbc)
    throw new Error('This is not an envelope that can be opened here.');
  const decipher = createDecipheriv('aes-256-cbc', contentKey, bytesOf(parameters));
  return Buffer.concat([decipher.update(bytesOf(encrypted)), decipher.final()]);
}

function children(value: AsnType | undefined): AsnType[] {
  if (!(value instanceof Constructed)) throw new Error('The envelope is not built as it should be.');
  return value.valueBlock.value;
}

function idOf(value: AsnType | undefined): string {
  if (!(value instanceof ObjectIdentifier)) throw new Error('The envelope names no algorithm where it should.');
  return value.valueBlock.toString();
}

function bytesOf(value: AsnType | undefined): Uint8Array {
  if (!(value instanceof OctetString) && !(value instanceof Primitive))
    throw new Error('The envelope holds no bytes where it should.');
  return value.valueBlock.valueHexView;
}
