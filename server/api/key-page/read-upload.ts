import type { FastifyRequest } from 'fastify';
import { refuseKey } from '#store/recipient-keys/checked.ts';

/**
 * The key from the page's form: the file, or what was pasted. Empty when neither was given.
 * @throws Failure KEY_UNUSABLE too-large: no more of it is read than a key can have.
 */
export async function readUpload(request: FastifyRequest): Promise<Uint8Array> {
  if (!request.isMultipart()) return new Uint8Array();
  let file: Buffer = Buffer.alloc(0);
  let text = '';
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') file = await part.toBuffer();
      else if (part.fieldname === 'text' && typeof part.value === 'string') {
        if (part.valueTruncated) throw refuseKey('too-large');
        text = part.value.trim();
      }
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // The library's own words for "more than the limits allow".
    if (/^FST_(REQ_FILE_TOO_LARGE|PARTS_LIMIT|FILES_LIMIT|FIELDS_LIMIT|ERR_CTP_BODY_TOO_LARGE)/.test(code))
      throw refuseKey('too-large');
    throw error;
  }
  return file.length > 0 ? file : Buffer.from(text, 'utf8');
}
