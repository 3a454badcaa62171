import type { FastifyReply } from 'fastify';
import { escapeHtml } from '#mail/render/liquid.ts';

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

const STYLE = html` :root{color-scheme:light
dark;--ink:#1b2730;--soft:#52606b;--ground:#f2f5f7;--card:#fff;--line:#d5dce2;--accent:#0b6675;--on:#fff;--bad:#a61b1b;--good:#0a6b3d}
@media(prefers-color-scheme:dark){:root{--ink:#e8eef2;--soft:#a9b5bf;--ground:#12171c;--card:#1b222a;--line:#36414c;--accent:#59c2d3;--on:#06252b;--bad:#ff9b93;--good:#7adba6}}
*{box-sizing:border-box} body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.55
system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif} main{max-width:46rem;margin:0 auto;padding:1.25rem 1rem
3rem} .narrow{max-width:30rem} header{max-width:46rem;margin:0 auto;padding:1.25rem 1rem
0;font-weight:700;color:var(--accent)} h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .75rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.5rem} p{margin:0 0
1rem}.soft{color:var(--soft);font-size:.9375rem}.bad{color:var(--bad)}.good{color:var(--good)}
button,.button{display:inline-block;width:100%;min-height:3rem;padding:.7rem
1.25rem;border:0;border-radius:10px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.quiet{background:transparent;color:var(--accent);border:1px solid var(--line)}
label{display:block;font-weight:600;margin-bottom:.35rem} input{width:100%;min-height:3.25rem;padding:.5rem
.9rem;border:1px solid var(--soft);border-radius:10px;background:transparent;color:inherit;font:600 1.5rem/1
ui-monospace,Menlo,Consolas,monospace;letter-spacing:.2em} form{margin:0 0 .75rem}:focus-visible{outline:3px solid
var(--accent);outline-offset:2px} ul{list-style:none;margin:0;padding:0}li{border-top:1px solid
var(--line);padding:.9rem 0}li:first-child{border-top:0} li form{margin:.5rem 0 0}li
button{width:auto;min-height:2.75rem} iframe{display:block;width:100%;min-height:72vh;border:1px solid
var(--line);border-radius:10px;background:#fff;margin:1rem 0} dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem
1rem;margin:0}dt{color:var(--soft)}dd{margin:0}
pre{white-space:pre-wrap;font:inherit}summary{cursor:pointer;padding:.5rem 0} a{color:var(--accent)}nav{margin-top:1rem}
.field{margin:0 0 1.25rem}.fields input,.fields select{width:100%;min-height:3rem;padding:.5rem .75rem;border:1px solid
var(--soft);border-radius:10px;background:var(--card);color:inherit;font:inherit;letter-spacing:normal}
fieldset{border:0;margin:0;padding:0}legend{padding:0;font-weight:600;margin-bottom:.35rem}
.tick{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;padding:.4rem 0}.fields .tick
input{width:1.5rem;min-height:1.5rem;flex:none;margin:0;accent-color:var(--accent)} .wrong input,.wrong
select{border:2px solid var(--bad)}.trap{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
.summary{border:2px solid var(--bad);border-radius:10px;padding:.75rem 1rem;margin:0 0 1.25rem}.summary
li{border:0;padding:.2rem 0}`;

/** Sends one whole page: no cache keeps it, no script runs in it, nothing is loaded from anywhere. */
export function sendPage(
  reply: FastifyReply,
  page: { title: string; organization: string; status?: number; narrow?: boolean; language?: string; body: Markup },
): FastifyReply {
  const { title, organization, status = 200, narrow = true, language = 'en', body } = page;
  const document = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head>
<body><header>${organization}</header><main${narrow ? html` class="narrow"` : null}><div class="card"><h1>${title}</h1>${body}</div></main></body></html>`;
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(document.text);
}
