import { Group, Text } from '@mantine/core';

/** The stepwell: steps going down to water, within a shield. */
export function Logo({ narrow = false, size = 26 }: { narrow?: boolean; size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M16 2 4 6v10c0 7 5 11.6 12 14 7-2.4 12-7 12-14V6L16 2Z" fill="var(--mantine-primary-color-filled)" />
        <path d="M9 10h14v3H9zM11 14.5h10v3H11zM13 19h6v3h-6z" fill="var(--mantine-color-white)" />
      </svg>
      {!narrow && (
        <Text fw={700} size="lg" lh={1}>
          Stepwell
        </Text>
      )}
    </Group>
  );
}
