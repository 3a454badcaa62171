/** What a template may be made of. Whatever is not in these lists is refused with its position. */

/** MJML components that need nothing from another host and hold no form or script. */
export const mjmlTags = new Set([
  'mjml',
  'mj-head',
  'mj-attributes',
  'mj-all',
  'mj-class',
  'mj-breakpoint',
  'mj-style',
  'mj-title',
  'mj-body',
  'mj-wrapper',
  'mj-section',
  'mj-group',
  'mj-column',
  'mj-text',
  'mj-button',
  'mj-image',
  'mj-divider',
  'mj-spacer',
  'mj-table',
  'mj-raw',
]);

/** Components whose content is HTML. */
export const holdsHtml = new Set(['mj-text', 'mj-button', 'mj-table', 'mj-raw']);

export const htmlTags = new Set(
  (
    'a abbr b blockquote br caption center code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins ' +
    'li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul wbr'
  ).split(' '),
);

export const htmlAttributes = new Set(
  (
    'align alt aria-describedby aria-hidden aria-label aria-labelledby aria-level bgcolor border cellpadding ' +
    'cellspacing class color colspan data-label dir face headers height href id lang role rowspan scope size src ' +
    'start style target title type valign width'
  ).split(' '),
);

/** Attributes of MJML components that would load something from elsewhere. */
export const loadingAttributes = new Set(['background-url', 'srcset', 'background', 'poster', 'data', 'action']);

/** Words in CSS that load or run something, or hide it from these checks (`\` and `&` escape). */
export const dangerousCss = /url\s*\(|@import|@font-face|expression\s*\(|behaviou?r\s*:|-moz-binding|javascript:|\\|</i;

export const inlineImage = /^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$/;
