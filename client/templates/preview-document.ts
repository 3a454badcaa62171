/** The ways a mail can be looked at. `notice` is what a recipient gets whose mail waits in the portal. */
export const previewModes = ['desktop', 'phone', 'dark', 'text', 'images-off', 'notice'] as const;
export type PreviewMode = (typeof previewModes)[number];

/** Nothing in the preview runs, loads or leads anywhere, whatever was written. */
const policy = (images: boolean) =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${images ? '; img-src data:' : ''}">`;

/** The document for the preview's frame, changed the way the mode's mail program would. */
export function previewDocument(html: string, mode: PreviewMode): string {
  const shown = mode === 'dark' ? inDark(html) : inLight(html);
  return shown.replace(/<head[^>]*>/i, (head) => head + policy(mode !== 'images-off'));
}

const ASKS_DARK = /@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi;

/** As a light mail program shows it, also to an author whose own screen is dark. */
function inLight(html: string): string {
  return html.replace(ASKS_DARK, '@media not all').replace(/content="light dark"/g, 'content="light"');
}

/**
 * With dark styles of its own the mail gets them. Without, phones and web mail turn colors around by themselves;
 * this does the same, pictures excepted.
 */
function inDark(html: string): string {
  if (html.search(ASKS_DARK) >= 0) return html.replace(ASKS_DARK, '@media all');
  const turned =
    '<style>html{filter:invert(1) hue-rotate(180deg);background:#fff}img{filter:invert(1) hue-rotate(180deg)}</style>';
  return html.replace(/<\/head>/i, (head) => turned + head);
}
