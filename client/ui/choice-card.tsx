import { Group, Paper, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './choice-card.module.css';

/** How many of something wait; with `onChoose` it is a filter that is on or off. `n` is undefined until it is known. */
export function ChoiceCard({
  n,
  label,
  help,
  color,
  icon,
  on = false,
  onChoose,
}: {
  n: number | undefined;
  label: string;
  help: string;
  color: string;
  icon: ReactNode;
  on?: boolean;
  onChoose?: (() => void) | undefined;
}) {
  const face = (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" h="100%">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <ThemeIcon variant="light" color={n ? color : 'gray'} size={36} radius="md" aria-hidden>
          {icon}
        </ThemeIcon>
        <div>
          <Text size="xl" fw={700} lh={1.1}>
            {n === undefined ? '–' : n.toLocaleString()}
          </Text>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="xs" c="dimmed">
            {help}
          </Text>
        </div>
      </Group>
    </Paper>
  );
  if (!onChoose) return <div>{face}</div>;
  return (
    <UnstyledButton aria-pressed={on} data-on={on || undefined} className={styles['card']} onClick={onChoose}>
      {face}
    </UnstyledButton>
  );
}
