import { Badge, Tooltip } from '@mantine/core';

const WORDS: Record<string, { label: string; color: string; help: string }> = {
  P0: { label: 'P0', color: 'gray', help: 'No patient data' },
  P1: { label: 'P1', color: 'blue', help: 'Limited: who someone is, or that they are a patient' },
  P2: { label: 'P2 PHI', color: 'orange', help: 'Protected health information' },
  P3: { label: 'P3 PHI', color: 'red', help: 'Held higher by law; never sent by TLS alone' },
};

/** How sensitive something is, in a word and a color. */
export function PhiBadge({ phi, size = 'sm' }: { phi: string; size?: 'xs' | 'sm' | 'md' }) {
  const { label, color, help } = WORDS[phi] ?? WORDS['P2']!;
  return (
    <Tooltip label={help} withArrow>
      <Badge
        size={size}
        color={color}
        variant="light"
        radius="sm"
        style={{ flex: 'none' }}
        styles={{ label: { color: inkOf(color) } }}
        autoContrast
      >
        {label}
      </Badge>
    </Tooltip>
  );
}

/** The kit's light badges have too little contrast for text this size on a light page. */
function inkOf(color: string): string {
  return `light-dark(color-mix(in srgb, var(--mantine-color-${color}-9) 70%, black), var(--badge-color))`;
}
