/** A message takes the height it needs: on a phone, a frame that scrolls inside a page that scrolls is hard to read. */
export function fitFrames(): void {
  for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-fit]')) {
    const fit = () => {
      const root = frame.contentDocument?.documentElement;
      if (!root) return;
      // From below its content: a frame that was higher would never shrink again.
      frame.dataset['fitted'] = '';
      frame.style.height = '0';
      frame.style.height = `${Math.max(root.scrollHeight, frame.contentDocument?.body?.scrollHeight ?? 0) + 4}px`;
    };
    const begin = () => {
      fit();
      new ResizeObserver(fit).observe(frame.parentElement ?? frame);
    };
    if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.body.childElementCount > 0) begin();
    frame.addEventListener('load', begin, { once: true });
  }
}
