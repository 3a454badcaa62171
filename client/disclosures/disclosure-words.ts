import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import type { TagTone } from '../ui/tag.tsx';

type Disclosure = inferRouterOutputs<AppRouter>['disclosures']['list']['disclosures'][number];

export const outcomeLooks: Readonly<Record<Disclosure['outcome'], { label: string; tone: TagTone }>> = {
  accepted: { label: 'Accepted', tone: 'teal' },
  'in-doubt': { label: 'May have arrived', tone: 'yellow' },
  'came-back': { label: 'Came back later', tone: 'orange' },
  'not-delivered': { label: 'Not delivered', tone: 'red' },
  said: { label: 'Said', tone: 'gray' },
  arranged: { label: 'Arranged', tone: 'orange' },
};

export function kindWords(kind: Disclosure['kind'], resend: boolean): string {
  if (kind === 'address-check') return 'Address confirmed for';
  if (kind === 'alternative') return 'Another way arranged for';
  return resend ? 'Email, sent once more:' : 'Email';
}

const WAYS: Readonly<Record<string, string>> = {
  tls: 'Email by TLS',
  smime: 'Email as S/MIME',
  pgp: 'Email as PGP',
  portal: 'Secure portal',
  phone: 'Phone',
  post: 'Post',
  in_person: 'In person',
  other: 'Another way',
};

export function methodWords(method: string | null): string {
  return WAYS[method ?? ''] ?? '–';
}
