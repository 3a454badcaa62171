import { type Content, type Entity, assemble, contentEntity, outerHeaders } from '../compose/mime.ts';
import { plainHeader } from '../compose/headers.ts';

/** The subject a sealed message shows outside (RFC 9788). */
export const OUTER_SUBJECT = '[...]';

/**
 * The entity that is encrypted: all that is to be read, file names included, with the real headers inside (RFC 9788, `hp="cipher"`) and, as
 * HP-Outer, what the outside shows, so that a reader can tell a header changed on the way.
 */
export function protectedEntity(content: Content): Buffer {
  const { headers, body } = contentEntity(content);
  const inner = outerHeaders(content, content.subject).filter(kept);
  const outer = outerHeaders(content, OUTER_SUBJECT)
    .filter(kept)
    .map((line) => plainHeader('HP-Outer', line.replaceAll('\r\n', '')));
  const entity: Entity = { headers: [`${headers.join('\r\n')};\r\n hp="cipher"`], body };
  return assemble([...inner, ...outer, 'MIME-Version: 1.0'], entity);
}

function kept(line: string): boolean {
  return /^(From|To|Reply-To|Subject|Date|Message-ID):/i.test(line);
}
