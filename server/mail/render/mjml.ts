import mjml2html from 'mjml';
import sanitizeHtml from 'sanitize-html';
import type { Finding } from '#core/finding.ts';
import { dangerousCss, inlineImage } from './allowed.ts';

const FORBIDDEN = new Set(
  'script iframe frame object embed applet form input button textarea select base link svg math template noscript'.split(
    ' ',
  ),
);

/** MJML to HTML, once. Includes, web fonts and configuration files are off; strict validation. */
export async function mjmlToHtml(mjml: string): Promise<{ html: string; findings: Finding[] }> {
  try {
    const { html } = await mjml2html(mjml, {
      fonts: {},
      validationLevel: 'strict',
      ignoreIncludes: true,
      keepComments: false,
      useMjmlConfigOptions: false,
    });
    assertHarmless(html);
    return { html, findings: [] };
  } catch (cause) {
    if (cause instanceof UnsafeOutput)
      return { html: '', findings: [problem('template.unsafe-output', cause.message)] };
    return { html: '', findings: validationErrors(cause, mjml) };
  }
}

class UnsafeOutput extends Error {}

/**
 * A second look, with another parser, at what MJML made: the source checks should have refused everything that
 * could turn up here, so anything found is refused rather than repaired.
 */
function assertHarmless(html: string): void {
  const css = html.match(/<style[^>]*>[\s\S]*?<\/style>/gi) ?? [];
  if (css.some((block) => dangerousCss.test(block.replace(/<\/?style[^>]*>/gi, ''))))
    throw new UnsafeOutput('The compiled mail holds a style that would load something.');
  sanitizeHtml(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag: (name, attributes) => {
      if (FORBIDDEN.has(name)) throw new UnsafeOutput(`The compiled mail holds <${name}>.`);
      for (const [key, value] of Object.entries(attributes)) {
        if (/^on/i.test(key)) throw new UnsafeOutput(`The compiled mail holds ${key}.`);
        if (key === 'style' && dangerousCss.test(value))
          throw new UnsafeOutput('The compiled mail holds an unsafe style.');
        if (key === 'src' && !inlineImage.test(value)) throw new UnsafeOutput('The compiled mail loads a picture.');
        if (key === 'href' && !/^(https?:|mailto:|tel:|\ue000)/i.test(value))
          throw new UnsafeOutput('The compiled mail holds an unsafe address.');
        if (name === 'meta' && /^http-equiv$/i.test(key) && /refresh/i.test(value))
          throw new UnsafeOutput('The compiled mail holds a redirect.');
      }
    },
  });
}

function validationErrors(cause: unknown, mjml: string): Finding[] {
  const errors: unknown = cause && typeof cause === 'object' && 'errors' in cause ? cause.errors : null;
  if (!Array.isArray(errors) || errors.length === 0)
    return [problem('template.mjml', 'The MJML cannot be compiled. Check that every component stands where it may.')];
  const lines = mjml.split('\n');
  return errors.slice(0, 50).map((one: { line?: number; message?: string; tagName?: string }) => {
    const line = one.line ?? 1;
    const column = Math.max(0, lines[line - 1]?.indexOf(`<${one.tagName ?? ''}`) ?? 0) + 1;
    return {
      ...problem('template.mjml', `${one.message ?? 'Not valid here'} (${one.tagName ?? 'mjml'}).`),
      line,
      column,
    };
  });
}

function problem(code: string, message: string): Finding {
  return { severity: 'error', code, message, field: 'mjml' };
}
