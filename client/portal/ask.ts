/** Asks this host as the portal's script: the answer is short, and nothing is kept. */
export function ask(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: { ...init.headers, 'x-portal': '1' },
    cache: 'no-store',
    credentials: 'same-origin',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  });
}
