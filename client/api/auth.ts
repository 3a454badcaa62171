import { z } from 'zod';

const headers = { 'content-type': 'application/json', 'x-stepwell': '1' };
const refusal = z.object({ failure: z.object({ code: z.string(), message: z.string() }) });
const demo = z.object({
  signIns: z
    .array(z.object({ name: z.string(), role: z.string(), email: z.string(), password: z.string() }))
    .nullable(),
});

export type DemoSignIn = NonNullable<z.infer<typeof demo>['signIns']>[number];

/** Signs in. Null when it worked, else what to tell the person. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const answer = await fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  });
  if (answer.ok) return null;
  const told = refusal.safeParse(await answer.json().catch(() => null));
  return told.success ? told.data.failure.message : 'The server did not answer as it should. Try again in a moment.';
}

/** Signs out and starts afresh, so that nothing read so far stays in memory. */
export async function signOut(reason: 'asked' | 'idle' = 'asked'): Promise<void> {
  await fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' }).catch(() => null);
  window.location.assign(reason === 'idle' ? '/?signed-out=idle' : '/');
}

/** The demo's accounts, shown to someone at the machine it runs on; null everywhere else. */
export async function demoSignIns(): Promise<DemoSignIn[] | null> {
  const answer = await fetch('/api/auth/demo', { headers });
  return answer.ok ? demo.parse(await answer.json()).signIns : null;
}
