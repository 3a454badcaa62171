import { IconAlertTriangle, IconCertificate, IconDoorEnter, IconKey, IconLock, type Icon } from '@tabler/icons-react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';

export type MailSummary = inferRouterOutputs<AppRouter>['mailbox']['list']['mails'][number];
export type OpenedMail = inferRouterOutputs<AppRouter>['mailbox']['open'];
type Method = MailSummary['method'];

/** How a mail came, as a person would say it. */
export const methods: Record<Method, { label: string; color: string; Icon: Icon; how: string }> = {
  tls: {
    label: 'TLS',
    color: 'teal',
    Icon: IconLock,
    how: 'Over an encrypted connection to a server that proved its name',
  },
  smime: { label: 'S/MIME', color: 'violet', Icon: IconCertificate, how: 'Sealed to the recipient’s own certificate' },
  pgp: { label: 'PGP', color: 'indigo', Icon: IconKey, how: 'Sealed to the recipient’s own PGP key' },
  portal: {
    label: 'Portal notice',
    color: 'blue',
    Icon: IconDoorEnter,
    how: 'A notice that says nothing; the message waits in the portal',
  },
  plain: { label: 'Unencrypted', color: 'red', Icon: IconAlertTriangle, how: 'Over a connection without encryption' },
};

/** The demo's mail hosts and what is special about each. */
export const domains = [
  { value: 'clearlake.example', label: 'clearlake.example', what: 'valid certificate' },
  { value: 'oldmail.example', label: 'oldmail.example', what: 'no encryption' },
  { value: 'selfsigned.example', label: 'selfsigned.example', what: 'self-signed certificate' },
  { value: 'pgpmail.example', label: 'pgpmail.example', what: 'people with PGP keys' },
  { value: 'smimemail.example', label: 'smimemail.example', what: 'people with S/MIME certificates' },
] as const;
