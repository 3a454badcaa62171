import { useMemo } from 'react';
import styles from './mailbox.module.css';

/**
 * A mail's HTML in a frame of its own: no scripts, no forms, an origin of nobody. Links open in a new tab, where they
 * are recorded like any reader's.
 */
export function MailFrame({ html, pictures }: { html: string; pictures: boolean }) {
  const page = useMemo(() => framed(html, pictures), [html, pictures]);
  return (
    <div className={styles['paper']}>
      <iframe
        className={styles['frame']}
        title="The mail as its recipient sees it"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page}
      />
    </div>
  );
}

function framed(html: string, pictures: boolean): string {
  const head = [
    '<base target="_blank">',
    ...(pictures ? [] : ['<meta http-equiv="Content-Security-Policy" content="img-src \'none\'">']),
  ].join('');
  const at = /<head[^>]*>/i.exec(html);
  if (!at) return `<!doctype html><html><head>${head}</head><body>${html}</body></html>`;
  const end = at.index + at[0].length;
  return html.slice(0, end) + head + html.slice(end);
}
