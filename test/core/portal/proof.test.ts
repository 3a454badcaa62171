import { describe, expect, it } from 'vitest';
import { phiClasses } from '#core/phi.ts';
import { mayRead, missingProof } from '#core/portal/proof.ts';
import { canProve, normalizeProof, portalSettings, SAFE_PORTAL_SETTINGS } from '#core/portal/settings.ts';
import { fileKindOf, safeFileName } from '#core/portal/file-kinds.ts';

const flags = [false, true];
const everyShown = flags.flatMap((code) => flags.flatMap((second) => flags.map((staff) => ({ code, second, staff }))));

describe('what opens a message in the portal', () => {
  it('is never nothing', () => {
    for (const phi of phiClasses)
      for (const mailboxTrusted of flags)
        expect(mayRead({ phi, mailboxTrusted }, { code: false, second: false, staff: false })).toBe(false);
  });

  it('is never the mailbox alone for the highest class, nor for a mailbox that could be read on the way', () => {
    const mailed = { code: true, second: false, staff: false };
    expect(missingProof({ phi: 'P3', mailboxTrusted: true }, mailed)).toBe('second');
    for (const phi of phiClasses) expect(mayRead({ phi, mailboxTrusted: false }, mailed)).toBe(false);
    expect(missingProof({ phi: 'P3', mailboxTrusted: false }, { code: true, second: true, staff: false })).toBe(
      'apart',
    );
  });

  it('is never less for a worse case: a higher class or an untrusted mailbox opens to nobody it was closed to', () => {
    for (const shown of everyShown)
      for (const [i, phi] of phiClasses.entries())
        for (const lower of phiClasses.slice(0, i)) {
          for (const mailboxTrusted of flags)
            if (mayRead({ phi, mailboxTrusted }, shown))
              expect(mayRead({ phi: lower, mailboxTrusted }, shown)).toBe(true);
        }
    for (const shown of everyShown)
      for (const phi of phiClasses)
        if (mayRead({ phi, mailboxTrusted: false }, shown))
          expect(mayRead({ phi, mailboxTrusted: true }, shown)).toBe(true);
  });

  it('is a code staff gave by phone, always', () => {
    for (const phi of phiClasses)
      for (const mailboxTrusted of flags)
        expect(mayRead({ phi, mailboxTrusted }, { code: false, second: false, staff: true })).toBe(true);
  });
});

describe('the settings of the portal', () => {
  it('begin without a second proof by knowledge', () => {
    expect(portalSettings.parse(SAFE_PORTAL_SETTINGS).secondAttribute).toBeNull();
  });

  it('take no attribute that many know or that is heightened', () => {
    for (const key of ['email', 'first_name', 'last_name', 'date_of_birth', 'language'])
      expect(canProve({ key, type: 'text', phi: 'P1' })).toBe(false);
    expect(canProve({ key: 'substance', type: 'text', phi: 'P3' })).toBe(false);
    expect(canProve({ key: 'gender', type: 'choice', phi: 'P1' })).toBe(false);
    expect(canProve({ key: 'mrn', type: 'text', phi: 'P2' })).toBe(true);
  });

  it('compare what people type alike', () => {
    expect(normalizeProof(' mrn-0012 34')).toBe(normalizeProof('MRN001234'));
    expect(normalizeProof('  ')).toBeNull();
    expect(normalizeProof(undefined)).toBeNull();
  });
});

describe('what may be attached', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('is told by its first bytes, not by its name', () => {
    for (const refused of [
      '<!doctype html><script>x</script>',
      '<svg xmlns="x"/>',
      'MZ\0\0',
      '',
      '\0\u0001',
      'GIF89a\u0001',
    ])
      expect(fileKindOf(bytes(refused))).toBeNull();
    expect(fileKindOf(bytes('%PDF-1.7'))?.type).toBe('application/pdf');
    expect(fileKindOf(bytes('Line one\r\nline two'))?.type).toBe('text/plain');
    expect(fileKindOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))?.type).toBe('image/jpeg');
    expect(fileKindOf(Uint8Array.of(0xc3, 0x28))).toBeNull();
  });

  it('keeps a name that leads nowhere and cannot be mistaken', () => {
    const pdf = fileKindOf(bytes('%PDF-1.7'))!;
    expect(safeFileName('../../etc/passwd', pdf)).toBe('passwd.pdf');
    expect(safeFileName('C:\\x\\scan.PDF', pdf)).toBe('scan.pdf');
    expect(safeFileName('invoice\u202Efdp.exe', pdf)).toBe('invoicefdp_exe.pdf');
    expect(safeFileName('.htaccess', pdf)).toBe('htaccess.pdf');
    expect(safeFileName('a"\r\nSet-Cookie: x.pdf', pdf)).toBe('aSet-Cookie x.pdf');
    expect(safeFileName('', pdf)).toBe('file.pdf');
  });
});
