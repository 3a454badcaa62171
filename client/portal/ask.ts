/** Asks this host as the portal's script: the answer is short, and nothing is kept. */
export function ask(url: string, init: { method?: 'POST'; body?: FormData | URLSearchParams } = {}): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: { 'x-portal': '1' },
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
}
