import { ask } from './ask.ts';

/**
 * Asks for the code as soon as a person sees the page, so that opening the link and entering the code is all there is to
 * do. A page that is only prefetched, prerendered or opened in the background waits; the server bounds the rest.
 */
export function askItself(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-ask-itself]');
  if (!form) return;
  const seen = () => document.visibilityState === 'visible' && !('prerendering' in document && document.prerendering);
  const go = () => {
    if (!seen()) return;
    document.removeEventListener('visibilitychange', go);
    document.removeEventListener('prerenderingchange', go);
    void request(form);
  };
  document.addEventListener('visibilitychange', go);
  document.addEventListener('prerenderingchange', go);
  go();
}

async function request(form: HTMLFormElement): Promise<void> {
  const words = document.querySelector<HTMLElement>('[data-ask-words]');
  const button = form.querySelector('button');
  const body = new URLSearchParams({ itself: '1' });
  // Without an answer the button is still there to press.
  const answer = await ask(form.action, { method: 'POST', body }).catch(() => null);
  if (!answer?.ok || !words || !button) return;
  const given: unknown = await answer.json().catch(() => null);
  const code = given && typeof given === 'object' && 'code' in given ? given.code : null;
  if (code === 'inside' && given && typeof given === 'object' && 'to' in given && typeof given.to === 'string') {
    location.replace(given.to);
    return;
  }
  const said = { asked: words.dataset['sent'], 'too-soon': words.dataset['waits'], 'too-many': words.dataset['many'] };
  const text = typeof code === 'string' && code in said ? said[code as keyof typeof said] : undefined;
  if (text === undefined) return;
  words.textContent = text;
  button.textContent = form.dataset['again'] ?? button.textContent;
  button.classList.add('quiet');
  // The press that is left to do comes first, for the eye and for the keyboard.
  const enter = document.querySelector<HTMLInputElement>('#code');
  enter?.form?.after(form);
  if (document.activeElement === document.body) enter?.focus({ preventScroll: true });
}
