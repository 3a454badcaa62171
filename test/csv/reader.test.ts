import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDelimiter, detectEncoding, isUtf8 } from '#core/csv/detect.ts';
import { csvLine, guardCell, looksLikeFormula, unguardCell } from '#core/csv/formula.ts';
import { columnNames, guessMapping } from '#core/csv/mapping.ts';
import { type CsvItem, type CsvReaderOptions, csvReader } from '#core/csv/reader.ts';
import { identityAttributes } from '#core/contact/identity.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function read(input: string | Uint8Array, chunk = 7, options: Partial<CsvReaderOptions> = {}): CsvItem[] {
  const all = typeof input === 'string' ? bytes(input) : input;
  const reader = csvReader({ delimiter: ',', encoding: 'utf-8', ...options });
  const items: CsvItem[] = [];
  for (let at = 0; at < all.length; at += chunk) items.push(...reader.push(all.slice(at, at + chunk)));
  return [...items, ...reader.end()];
}

const cells = (items: CsvItem[]) => items.map((one) => ('cells' in one ? one.cells : `! ${one.fault}`));

describe('reading CSV', () => {
  it('reads back whatever was written, however it is cut into chunks', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ', '本'), maxLength: 6 });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 40 }), fc.constantFrom('\n', '\r\n', '\r'), (given, chunk, end) => {
        const text = given.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end).join('');
        expect(cells(read(text, chunk))).toEqual(given);
      }),
    );
  });

  it('says where each row begins and where to go on after it', () => {
    const text = 'a,b\r\n"x\ny",2\n\n3,é\n';
    const items = read(text, 3);
    expect(items.map((one) => [one.line, one.end, one.nextLine])).toEqual([
      [1, 5, 2],
      [2, 13, 4],
      [5, 19, 6],
    ]);
    const [, second] = items;
    expect(cells(read(bytes(text).slice(second!.end), 3, { offset: second!.end, line: second!.nextLine }))).toEqual([
      ['3', 'é'],
    ]);
  });

  it('loses only its own line to a stray quote, and only one line to a quote never closed', () => {
    const items = cells(read('a,b\n"x"y,1\nc,d\n"open,e\nf,g\nh,i\n', 4));
    expect(items).toEqual([
      ['a', 'b'],
      expect.stringMatching(/^! A quote on this line is followed/),
      ['c', 'd'],
      expect.stringMatching(/^! A quote on this line is never closed/),
      ['f', 'g'],
      ['h', 'i'],
    ]);
  });

  it('passes over a line that is too long, quoted or not, without holding it, and goes on after it', () => {
    for (const start of ['', '"']) {
      const reader = csvReader({ delimiter: ',', encoding: 'utf-8', maxRow: 1000 });
      const items = [...reader.push(bytes(`a,b\n${start}`))];
      const chunk = bytes('x'.repeat(64 * 1024));
      const before = process.memoryUsage().arrayBuffers;
      for (let i = 0; i < 1600; i++) items.push(...reader.push(chunk));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
      items.push(...reader.push(bytes('\nc,d\n')), ...reader.end());
      expect(cells(items)).toEqual([['a', 'b'], expect.stringMatching(/^! The row is longer than 1 KB/), ['c', 'd']]);
      expect(items.at(-1)).toMatchObject({ line: 3 });
    }
  });

  it('rejects a row that is not UTF-8 and takes the next, and reads windows-1252 when told', () => {
    const latin = Uint8Array.from([...bytes('a,b\nJos'), 0xe9, ...bytes(',1\nok,2\n')]);
    expect(cells(read(latin))).toEqual([
      ['a', 'b'],
      expect.stringMatching(/^! The row is not valid UTF-8/),
      ['ok', '2'],
    ]);
    expect(cells(read(latin, 5, { encoding: 'windows-1252' }))[1]).toEqual(['José', '1']);
  });
});

describe('what the first bytes say', () => {
  it('tells encodings and byte order marks apart and names what is no text', () => {
    const of = (...head: number[]) => detectEncoding(Uint8Array.from(head));
    expect(of(0xef, 0xbb, 0xbf, 0x61)).toEqual({ encoding: 'utf-8', bom: 3 });
    expect(of(0xff, 0xfe, 0x61, 0)).toEqual({ encoding: 'utf-16le', bom: 2 });
    expect(isUtf8(Uint8Array.from([0x61, 0xe9, 0x2c]), true)).toBe(false);
    expect([isUtf8(Uint8Array.from([0x61, 0xc3]), false), isUtf8(Uint8Array.from([0x61, 0xc3]), true)]).toEqual([
      true,
      false,
    ]);
    for (const head of [[], [0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11], [0x61, 0, 0x62]])
      expect(detectEncoding(Uint8Array.from(head))).toHaveProperty('problem');
  });

  it('finds the delimiter of the first line, not one inside quotes', () => {
    expect(detectDelimiter('email;"a,b,c,d";x\n1,2,3,4,5,6')).toBe(';');
    expect(detectDelimiter('email\tfirst\n')).toBe('\t');
    expect(detectDelimiter('email')).toBe(',');
  });
});

describe('cells a spreadsheet would run', () => {
  it('are guarded on the way out and known on the way in; numbers and phone numbers are not formulas', () => {
    for (const risky of ['=1+1', '+cmd|x', '-2+3+cmd', '@SUM(A1)', '\t=1', ' =1', '\r=1']) {
      expect(guardCell(risky)).toBe(`'${risky}`);
      expect(unguardCell(guardCell(risky))).toBe(risky);
      expect(looksLikeFormula(risky)).toBe(true);
    }
    for (const fine of ['-7.2', '+1 (555) 010-2000', '+15550102000 ext 3', "O'Neil", "'tis"]) {
      expect(looksLikeFormula(fine)).toBe(false);
      expect(unguardCell(fine)).toBe(fine);
    }
    expect(csvLine(['=1', 'a,b', 'say "x"', -5, null])).toBe(`'=1,"a,b","say ""x""",-5,\r\n`);
  });
});

describe('columns', () => {
  it('get a name each, and their attribute guessed once', () => {
    expect(columnNames([' Email ', '', 'Email'])).toEqual(['Email', 'Column 2', 'Email (2)']);
    expect(guessMapping(['E-Mail', 'Given name', 'DOB', 'mail', 'Shoe size'], identityAttributes)).toEqual({
      'E-Mail': 'email',
      'Given name': 'first_name',
      DOB: 'date_of_birth',
    });
  });
});
