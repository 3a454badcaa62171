import { escapeHtml } from './liquid.ts';
import type { Rendered } from './render.ts';

interface Organization {
  name: string;
  address: string;
}

/**
 * The mail that says a message waits in the portal. Fixed, neutral text: nothing in it depends on what waits or on
 * whom it is for, so it may go at T1. Not even the sender's clinic is named, only the organization.
 */
export function portalNotice(organization: Organization, portalUrl: string): Rendered {
  return letter(organization, {
    subject: 'You have a new secure message',
    lines: [
      `${organization.name} has sent you a secure message.`,
      'To keep it private, it waits for you in our portal. We will email you a one-time code to make sure it is you.',
    ],
    action: { label: 'Read your message', url: portalUrl },
    also: 'Tiene un mensaje seguro nuevo. Ábralo con el botón de arriba; la página también está en español.',
    closing: 'You do not need an account or a password. If you did not expect this, you can ignore it.',
  });
}

/** The mail with the one-time code. The code is the only thing in it that is not fixed. */
export function codeNotice(organization: Organization, code: string, minutes: number): Rendered {
  return letter(organization, {
    subject: 'Your one-time code',
    lines: ['Enter this code in the page where you asked for it:'],
    code,
    also: `Su código de un solo uso: escríbalo en la página donde lo pidió. Sirve una vez, durante ${minutes} minutos.`,
    closing: `It works once, for ${minutes} minutes. We never ask for it by phone or email. If you did not ask for a code, you can ignore this.`,
  });
}

/** The mail that proves a sender identity's own address. */
export function addressNotice(organization: Organization, code: string, minutes: number): Rendered {
  return letter(organization, {
    subject: 'Confirm this address for sending',
    lines: [
      `Someone is setting this address up in Stepwell, to send mail of ${organization.name} from it.`,
      'If that is right, enter this code under Settings, Senders:',
    ],
    code,
    closing: `It works for ${minutes} minutes. If you did not expect this, ignore it: without the code nothing can be sent.`,
  });
}

/** What our own fixed mails are made of. */
export interface Letter {
  subject: string;
  lines: string[];
  code?: string;
  action?: { label: string; url: string };
  /** The same for those who read Spanish; in every mail to recipients, because nothing in it may depend on whom it is for. */
  also?: string;
  closing: string;
}

/** A mail of fixed text in our look, as HTML and plain text. */
export function letter(organization: Organization, { subject, lines, code, action, also, closing }: Letter): Rendered {
  const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f2f5f7;${font};color:#1b2730;font-size:16px;line-height:1.5">
<div role="article" style="max-width:520px;margin:0 auto;padding:32px 16px"><div style="background:#ffffff;border-radius:12px;padding:32px">
<p style="margin:0 0 24px;font-weight:700;color:#0b6675">${escapeHtml(organization.name)}</p>
${lines.map(paragraph).join('\n')}
${code ? `<p style="margin:0 0 24px;font-size:32px;letter-spacing:6px;font-weight:700">${escapeHtml(code)}</p>` : ''}
${action ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="display:inline-block;background:#0b6675;color:#ffffff;text-decoration:none;font-weight:600;padding:14px 24px;border-radius:8px">${escapeHtml(action.label)}</a></p>` : ''}
${also ? `<p lang="es" style="margin:0 0 16px">${escapeHtml(also)}</p>` : ''}
<p style="margin:0;font-size:14px;color:#52606b">${escapeHtml(closing)}</p></div>
<p style="margin:16px 0 0;font-size:13px;color:#52606b;text-align:center">${escapeHtml(organization.name)} · ${escapeHtml(organization.address)}</p></div></body></html>`;
  const text = [
    ...lines,
    ...(code ? [code] : []),
    ...(action ? [`${action.label}: ${action.url}`] : []),
    ...(also ? [also] : []),
    closing,
    `${organization.name}\n${organization.address}`,
  ].join('\n\n');
  return { subject, html, text: `${text}\n` };
}
