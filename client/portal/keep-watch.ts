import { ask } from './ask.ts';

const LOOK_MS = 20_000;

/**
 * A message that is taken back or expires while it is open goes from the screen, with the words that say so. A reply that
 * is being written stays.
 */
export function keepWatch(): void {
  const shown = document.querySelector<HTMLElement>('[data-live]');
  const url = shown?.dataset['live'];
  if (!shown || !url) return;
  const look = async () => {
    if (document.visibilityState !== 'visible') return;
    const answer = await ask(url).catch(() => null);
    const given: unknown = answer?.ok ? await answer.json().catch(() => null) : null;
    const state = given && typeof given === 'object' && 'state' in given ? given.state : null;
    if (state !== 'recalled' && state !== 'expired') return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', looking);
    const words = document.createElement('p');
    words.className = 'note warn';
    words.setAttribute('role', 'alert');
    words.textContent = shown.dataset[state] ?? '';
    shown.replaceChildren(words);
    const heading = document.querySelector('h1');
    if (heading) heading.textContent = '–';
    document.title = '–';
  };
  const looking = () => void look();
  const timer = setInterval(looking, LOOK_MS);
  document.addEventListener('visibilitychange', looking);
}
