import { letter } from './notice.ts';
import type { Rendered } from './render.ts';

interface Organization {
  name: string;
  address: string;
}

/** In groups of four, as people compare them. */
export function grouped(fingerprint: string): string {
  return fingerprint.toUpperCase().replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** The mail with a code that is sealed to a key: only who holds the key reads it. Fixed text but for code and fingerprint. */
export function keyCodeNotice(
  organization: Organization,
  {
    purpose,
    code,
    about,
    minutes,
  }: { purpose: 'prove' | 'replace' | 'remove'; code: string; about: string; minutes: number },
): Rendered {
  const lines = {
    prove: 'You gave us this key to protect your mail. To show that you hold it, enter this code in the page:',
    replace:
      'Another key was given to us to take the place of the one this mail is sealed to. Only if you want that, enter this code in the page:',
    remove: 'You asked that we no longer use your key. To show that you hold it, enter this code in the page:',
  };
  return letter(organization, {
    subject: 'Your code',
    lines: [lines[purpose], `It is about the key ${grouped(about)}.`],
    code,
    closing: `The code works once, for ${minutes} minutes. If you did not ask for it, do not enter it anywhere, and tell us.`,
  });
}

/** The mail with the link to the recipient's own page. Fixed, neutral text. */
export function keyPageNotice(organization: Organization, url: string, hours: number): Rendered {
  return letter(organization, {
    subject: 'Choose how our mail reaches you',
    lines: [
      `On this page you choose how mail from ${organization.name} reaches you: in your mailbox, in our secure portal, or sealed with a key of your own.`,
    ],
    action: { label: 'Choose how', url },
    closing: `The link works for ${hours} hours and is meant for you alone. If you did not expect this, you can ignore it.`,
  });
}
