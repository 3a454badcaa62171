import type { FastifyReply } from 'fastify';
import { escapeHtml } from '#mail/render/liquid.ts';
import { STYLE } from './style.ts';

/** Markup that is safe to put into a page: made only by `html`, which escapes every value it is given. */
export class Markup {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }
  static join(parts: TemplateStringsArray, values: readonly MarkupValue[]): Markup {
    return new Markup(parts.reduce((text, part, i) => text + part + (i < values.length ? print(values[i]) : ''), ''));
  }
}

type MarkupValue = Markup | string | number | null | readonly Markup[] | undefined;

function print(value: MarkupValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(print).join('');
  return escapeHtml(String(value));
}

/** Tagged template: literal parts are markup, values are escaped unless they are markup already. */
export function html(parts: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  return Markup.join(parts, values);
}

/** Nothing but our own inline style and data: pictures; no script, no other host, in no frame. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** The portal's own script, which helps and is never needed: it may be loaded, and may ask this host. */
const WITH_SCRIPT = `${POLICY}; script-src 'self'; connect-src 'self'`;

export interface PageContent {
  title: string;
  organization: string;
  status?: number;
  narrow?: boolean;
  body: Markup;
  /** BCP 47. */
  language?: string;
  /** Loads the portal's script. */
  script?: boolean;
  /** Stands at the right of the header. */
  aside?: Markup | null;
}

/** Sends one whole page: no cache keeps it, nothing is loaded from anywhere else. */
export function sendPage(reply: FastifyReply, page: PageContent): FastifyReply {
  const { title, organization, status = 200, narrow = true, language = 'en', script = false, aside } = page;
  const { body: content } = page;
  // Put together as text: a formatter would close what another part of the page closes.
  const loads = script ? '<script type="module" src="/portal.js"></script>' : '';
  const body = html`<header class="top"><span>${organization}</span>${aside}</header>
    <main${narrow ? html` class="narrow"` : null}><div class="card"><h1>${title}</h1>${content}</div></main>`;
  const document =
    `<!doctype html>\n<html lang="${escapeHtml(language)}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style>${loads}</head><body>${body.text}</body></html>`;
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': script ? WITH_SCRIPT : POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(document);
}
