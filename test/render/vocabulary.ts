import { readyAttributes } from '#core/contact/ready-attributes.ts';
import type { Compiled } from '#mail/render/compile-here.ts';
import type { MergeValues, RenderableVersion } from '#mail/render/render.ts';

/** The ready-made attributes, as compiling takes them. */
export const vocabulary = { attributes: new Map(readyAttributes.map((one) => [one.key, one])) };

/** A whole template around what a test is about. */
export function mjml(inside: string): string {
  return `<mjml lang="en"><mj-body><mj-section><mj-column>
${inside}
<mj-text>{{ organization.address }} <a href="{{ links.unsubscribe }}">Preferences</a></mj-text>
</mj-column></mj-section></mj-body></mjml>`;
}

let versions = 0;

export function versionOf(compiled: Compiled): RenderableVersion {
  return { ...compiled, id: `version-${versions++}` };
}

export function valuesOf(contact: MergeValues['contact'], more: Partial<MergeValues> = {}): MergeValues {
  return {
    contact,
    sender: { name: 'Lakeview Health Plans', address: 'plans@lakeview.example' },
    organization: { name: 'Lakeview Health', address: '100 Harbor Street' },
    links: { unsubscribe: 'https://lakeview.example/u/x', portal: 'https://lakeview.example/p/x' },
    ...more,
  };
}
