import { ask } from './ask.ts';

/**
 * Sends a reply without leaving the page, so that a lost connection or an ended session loses nothing: text and files stay
 * in the form, in memory only. The form's id makes one reply of however many tries.
 */
export function sendReplies(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-reply]');
  const problem = document.querySelector<HTMLElement>('#reply-problem');
  const button = form?.querySelector('button');
  const text = form?.querySelector('textarea');
  if (!form || !problem || !button || !text) return;
  const label = button.textContent;
  let leaving = false;

  const say = (words: string | undefined) => {
    problem.textContent = words ?? '';
    problem.hidden = !words;
    if (words) text.focus();
  };
  const send = async () => {
    button.disabled = true;
    button.textContent = form.dataset['sending'] ?? label;
    say(undefined);
    document.querySelector('[data-done]')?.remove();
    const outcome = await post(form);
    button.disabled = false;
    button.textContent = label;
    if (outcome.to === undefined) return say(outcome.problem);
    leaving = true;
    text.value = '';
    // The same address with only another fragment would not be asked for again.
    const to = new URL(outcome.to, location.href);
    if (to.pathname === location.pathname && to.search === location.search) location.reload();
    else location.assign(to);
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  addEventListener('beforeunload', (event) => {
    if (!leaving && text.value.trim() !== '') event.preventDefault();
  });
}

async function post(form: HTMLFormElement): Promise<{ to?: string; problem?: string | undefined }> {
  const { offline, signedOut, failed } = form.dataset;
  const answer = await ask(form.action, { method: 'POST', body: new FormData(form) }).catch(() => null);
  if (!answer) return { problem: offline };
  if (answer.status === 401) return { problem: signedOut };
  const given: unknown = await answer.json().catch(() => null);
  if (given && typeof given === 'object') {
    if (answer.ok && 'to' in given && typeof given.to === 'string') return { to: given.to };
    if ('problem' in given && typeof given.problem === 'string') return { problem: given.problem };
  }
  return { problem: failed };
}
