const BOX = { padding: null, 'css-class': null, 'mj-class': null } as const;
const TYPE = {
  color: null,
  'font-size': null,
  'font-weight': ['400', '600', '700'],
  'font-family': null,
  'line-height': null,
  'letter-spacing': null,
  align: ['left', 'center', 'right'],
  'text-decoration': ['none', 'underline'],
} as const;
const GROUND = { 'background-color': null, 'border-radius': null, border: null } as const;
const WIDTH = { width: null } as const;

const IN_COLUMN = ['mj-text', 'mj-button', 'mj-image', 'mj-divider', 'mj-spacer', 'mj-table', 'mj-raw'];

/** MJML as the editor completes it: the components templates may use, and their attributes. */
export const mjmlTags: Record<string, { attrs: Record<string, null | readonly string[]>; children?: string[]; globalAttrs: false }> = {
  mjml: { attrs: { lang: ['en', 'es'] }, children: ['mj-head', 'mj-body'], globalAttrs: false },
  'mj-head': { attrs: {}, children: ['mj-title', 'mj-attributes', 'mj-style', 'mj-breakpoint'], globalAttrs: false },
  'mj-title': { attrs: {}, globalAttrs: false },
  'mj-style': { attrs: { inline: ['inline'] }, globalAttrs: false },
  'mj-breakpoint': { attrs: WIDTH, globalAttrs: false },
  'mj-attributes': { attrs: {}, children: ['mj-all', 'mj-class', 'mj-section', 'mj-column', ...IN_COLUMN], globalAttrs: false },
  'mj-all': { attrs: { ...BOX, ...TYPE }, globalAttrs: false },
  'mj-class': { attrs: { name: null, ...BOX, ...TYPE, ...GROUND }, globalAttrs: false },
  'mj-body': { attrs: { 'background-color': null, width: null, 'css-class': null }, children: ['mj-section', 'mj-wrapper', 'mj-raw'], globalAttrs: false },
  'mj-wrapper': { attrs: { ...BOX, ...GROUND, 'full-width': ['full-width'] }, children: ['mj-section', 'mj-raw'], globalAttrs: false },
  'mj-section': { attrs: { ...BOX, ...GROUND, 'full-width': ['full-width'], direction: ['ltr', 'rtl'] }, children: ['mj-column', 'mj-group', 'mj-raw'], globalAttrs: false },
  'mj-group': { attrs: { ...WIDTH, 'background-color': null }, children: ['mj-column'], globalAttrs: false },
  'mj-column': { attrs: { ...BOX, ...GROUND, ...WIDTH, 'vertical-align': ['top', 'middle', 'bottom'] }, children: IN_COLUMN, globalAttrs: false },
  'mj-text': { attrs: { ...BOX, ...TYPE, 'container-background-color': null }, globalAttrs: false },
  'mj-button': { attrs: { href: null, name: null, ...BOX, ...TYPE, ...GROUND, ...WIDTH, 'inner-padding': null }, globalAttrs: false },
  'mj-image': { attrs: { src: null, alt: null, href: null, ...BOX, ...WIDTH, height: null, 'border-radius': null }, globalAttrs: false },
  'mj-divider': { attrs: { ...BOX, ...WIDTH, 'border-color': null, 'border-width': null, 'border-style': ['solid', 'dashed'] }, globalAttrs: false },
  'mj-spacer': { attrs: { height: null }, globalAttrs: false },
  'mj-table': { attrs: { ...BOX, ...TYPE, ...WIDTH, cellpadding: null }, globalAttrs: false },
  'mj-raw': { attrs: {}, globalAttrs: false },
};
