import { createCipheriv, createHash, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { PortalContent } from '#store/portal/content.ts';
import type { PortalFile } from '#store/portal/files.ts';
import { escapeHtml } from '#mail/render/liquid.ts';
import { html } from './page.ts';
import { SEALED_READER } from './sealed-reader.ts';
import { STYLE } from './style.ts';
import { type PortalLanguage, portalTexts } from './texts.ts';

/** OWASP's figure for PBKDF2 with SHA-256 (2023): what WebCrypto offers everywhere, so that any browser opens the file. */
const ROUNDS = 600_000;
const derive = promisify(pbkdf2);

/**
 * A self-contained HTML page that holds a message encrypted under a passphrase: PBKDF2-HMAC-SHA-256 (600,000 rounds, 16
 * random bytes of salt) and AES-256-GCM (12 random bytes of nonce). It asks for the passphrase and decrypts with the
 * browser's WebCrypto, offline; its own policy lets it load nothing and run only its own script.
 */
export async function sealedFile(
  message: PortalContent & { sent: string; files: readonly PortalFile[] },
  passphrase: string,
  language: PortalLanguage,
): Promise<Buffer> {
  const t = portalTexts[language];
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = await derive(passphrase.normalize('NFC'), salt, ROUNDS, 32, 'sha256');
  const plain = JSON.stringify({
    ...message,
    files: message.files.map(({ name, type, bytes }) => ({
      name,
      type,
      base64: Buffer.from(bytes).toString('base64'),
    })),
  });
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const data = JSON.stringify({
    rounds: ROUNDS,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
  });
  const hash = createHash('sha256').update(SEALED_READER).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'`;
  // Put together as text: a formatter would close what another part of the page closes.
  const head =
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">' +
    `<title>${escapeHtml(t.fileOpenTitle)}</title><style>${STYLE}</style></head>`;
  const body = html`<main>
    <div class="card">
      <h1 id="title">${t.fileOpenTitle}</h1>
      <noscript><p class="bad">${t.fileNeedsScript}</p></noscript>
      <form id="ask">
        <p>${t.fileOpenWords}</p>
        <p>
          <label for="passphrase">${t.passphrase}</label
          ><input class="plain" id="passphrase" type="password" autocomplete="off" required />
        </p>
        <p class="bad" id="problem" role="alert" hidden>${t.fileWrong}</p>
        <button>${t.fileOpen}</button>
      </form>
      <div id="message" hidden>
        <dl>
          <dt>${t.from}</dt>
          <dd id="from"></dd>
          <dt>${t.sent}</dt>
          <dd id="sent"></dd>
        </dl>
        <iframe id="frame" title="${t.theMessage}" sandbox="allow-same-origin"></iframe>
        <div id="files" hidden>
          <h2>${t.attached}</h2>
          <ul class="files" id="list"></ul>
        </div>
        <details>
          <summary>${t.plainText}</summary>
          <pre id="text"></pre>
        </details>
      </div>
    </div>
  </main>`;
  // Base64 and digits only: nothing in it can end the element.
  return Buffer.from(
    `${head}<body>${body.text}<script type="application/json" id="data">${data}</script><script>${SEALED_READER}</script></body></html>`,
  );
}
