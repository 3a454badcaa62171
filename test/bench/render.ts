import { join } from 'node:path';
import mjml2html from 'mjml';
import { readTemplateFolder } from '#api/templates/read-folder.ts';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { htmlLiquid } from '#mail/render/liquid.ts';
import { type MergeValues, renderMessage } from '#mail/render/render.ts';
import { sampleValues } from '#mail/render/sample.ts';
import { textPart } from '#mail/render/text-part.ts';
import type { Bench } from './bench.ts';

const N = 20_000;
/** Contacts per turn: rendered by us, and one of them compiled the other way. */
const TURN = 200;

/**
 * Contacts per second of CPU from a version compiled once, against compiling for each contact with the bare libraries:
 * values into the MJML, MJML to HTML, HTML to text. The other way is spared all of our checks.
 */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const folder = join(import.meta.dirname, '../../templates/plan-reenrollment');
  const { draft } = await readTemplateFolder(folder);
  const attributes = new Map(readyAttributes.map((one) => [one.key, one]));
  const compiled = await compileTemplate(draft, { attributes });
  const version = { ...compiled, id: 'bench' };
  const source = htmlLiquid.parse(draft.mjml);
  const tracking = {
    open: 'https://lakeview.example/t/o/x',
    click: (i: number) => `https://lakeview.example/t/c/${i}`,
  };

  say(`${n} contacts, ${Math.ceil(n / TURN)} of them compiled each ...`);
  let bytes = 0;
  let ours = 0;
  let theirs = 0;
  let compiledEach = 0;
  for (let done = 0; done < n;) {
    const turn = Math.min(TURN, n - done);
    const people = Array.from({ length: turn }, (_, i) => person(done + i));
    let began = cpuMs();
    for (const one of people) bytes += Buffer.byteLength(renderMessage(version, one, tracking).html);
    ours += cpuMs() - began;
    began = cpuMs();
    const mjml = String(htmlLiquid.renderSync(source, { ...person(done), stepwell: {} }));
    const { html } = await mjml2html(mjml, { fonts: {}, validationLevel: 'skip', ignoreIncludes: true });
    bytes += Buffer.byteLength(html) + textPart(html).length;
    // The first is the library warming up.
    if (done > 0) {
      theirs += cpuMs() - began;
      compiledEach++;
    }
    done += turn;
  }
  if (bytes === 0) throw new Error('Nothing was rendered.');
  const each = ours / n;
  const eachTheirs = theirs / Math.max(1, compiledEach);
  return {
    ratio: round(eachTheirs / each),
    n,
    perSecond: Math.round(1000 / each),
    ms: round(each),
    against: `compiling MJML for each contact: ${round(eachTheirs)} ms of CPU (${compiledEach} measured)`,
  };
};

const base = sampleValues(readyAttributes, 'full');

function person(i: number): MergeValues {
  return { ...base, contact: { ...base.contact, first_name: `Avery ${i}`, plan: i % 2 ? 'Gold' : 'Silver' } };
}

/** CPU time of this process: what else the machine does then does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
