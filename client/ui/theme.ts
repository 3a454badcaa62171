import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Well-water teal: the product's one accent. */
const well: MantineColorsTuple = [
  '#e6f8fa',
  '#d3eef2',
  '#a6dce4',
  '#76c9d6',
  '#50b9ca',
  '#39afc3',
  '#27a9bf',
  '#1192a8',
  '#067f94',
  '#0b6675',
];

/** Mantine's own dark greys are neutral; these share the surfaces' blue. */
const night: MantineColorsTuple = [
  '#c9d1d9',
  '#b1bac4',
  '#8b949e',
  '#6e7681',
  '#3d454e',
  '#2f363e',
  '#262d35',
  '#181d23',
  '#12161b',
  '#0d1014',
];

export const theme = createTheme({
  primaryColor: 'well',
  // Shade 9 in light mode and 6 in dark: anything lighter fails 4.5:1 on white.
  primaryShade: { light: 9, dark: 6 },
  // White on shade 6 is 2.8:1; this picks black there.
  autoContrast: true,
  colors: { well, dark: night },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '650' },
  cursorType: 'pointer',
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  // Mantine's dimmed text has too little contrast on its own grey surfaces.
  light: {
    '--mantine-color-dimmed': '#5a6570',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--stepwell-surface': '#f6f8fa',
    '--stepwell-card': '#ffffff',
    '--stepwell-line': '#d8dee4',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb6',
    '--stepwell-surface': '#14181d',
    '--stepwell-card': '#1d232a',
    '--stepwell-line': '#343c46',
  },
});
