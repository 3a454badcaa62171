import PdfDocument from 'pdfkit';
import type { Proof } from '#core/evidence/proof.ts';

const INK = '#1b2730';
const DIM = '#52606b';
const LABEL_WIDTH = 150;

/** A proof of delivery as a PDF (A4). Its fonts are those every reader has, so letters outside Latin-1 show as `?`. */
export function proofPdf(proof: Proof): Promise<Buffer> {
  const doc = new PdfDocument({ size: 'A4', margin: 56, info: { Title: proof.title } });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  doc.fillColor(INK).font('Helvetica-Bold').fontSize(20).text(latin(proof.title));
  doc.moveDown(0.4).font('Helvetica').fontSize(12).text(latin(proof.verdict));
  for (const { title, rows } of proof.sections) {
    heading(doc, title);
    for (const row of rows) line(doc, row.label, row.value, row.exact === true);
  }
  heading(doc, 'What this proves');
  bullets(doc, proof.proves);
  heading(doc, 'What it does not prove');
  bullets(doc, proof.doesNotProve);
  doc.end();
  return done;
}

type Doc = InstanceType<typeof PdfDocument>;

function heading(doc: Doc, title: string): void {
  if (doc.y > doc.page.height - 140) doc.addPage();
  doc.x = doc.page.margins.left;
  doc.moveDown(0.9).fillColor(INK).font('Helvetica-Bold').fontSize(12).text(latin(title)).moveDown(0.3);
}

function line(doc: Doc, label: string, value: string, exact: boolean): void {
  const left = doc.page.margins.left;
  const width = doc.page.width - left - doc.page.margins.right - LABEL_WIDTH;
  const font = exact ? 'Courier' : 'Helvetica';
  const size = exact ? 8 : 9;
  const height = doc.font(font).fontSize(size).heightOfString(latin(value), { width });
  if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage();
  const top = doc.y;
  doc
    .fillColor(DIM)
    .font('Helvetica')
    .fontSize(9)
    .text(latin(label), left, top, { width: LABEL_WIDTH - 12 });
  const below = doc.y;
  doc
    .fillColor(INK)
    .font(font)
    .text(latin(value), left + LABEL_WIDTH, top, { width });
  doc.y = Math.max(below, doc.y) + 2;
}

function bullets(doc: Doc, lines: readonly string[]): void {
  doc.x = doc.page.margins.left;
  doc.fillColor(INK).font('Helvetica').fontSize(10);
  for (const one of lines) doc.text(`•  ${latin(one)}`, { paragraphGap: 2 });
}

/** The standard fonts' letters: typographic quotes and dashes are among them, other scripts are not. */
function latin(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac]/gu, '?');
}
