import { useMemo } from 'react';

/** Nothing in it runs, loads or leads anywhere, whatever was written. */
const POLICY =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';

/** A mail's HTML to be looked at, in a frame without scripts, forms, storage, network or an origin. */
export function SealedFrame({ html, title, height = 420 }: { html: string; title: string; height?: number }) {
  const page = useMemo(() => html.replace(/<head[^>]*>/i, (head) => head + POLICY), [html]);
  return (
    <iframe
      title={title}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={page}
      style={{ width: '100%', height, border: 0, display: 'block', background: '#fff', borderRadius: 8 }}
    />
  );
}
