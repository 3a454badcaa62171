import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PlannedStep } from '../../../server/core/graph/plan.ts';
import css from '../styles/change.module.css';

export type ChangeKind = Exclude<PlannedStep['change'], 'unchanged'>;

const WORDS: Record<ChangeKind, string> = {
  removed: 'Removed',
  replaced: 'Another kind',
  changed: 'Changed',
  added: 'New',
};

/** One thing that differs: its kind in colour and in words, its name, and what there is to say of it. */
export function Changed({ kind, name, children }: { kind: ChangeKind; name: string; children?: ReactNode }) {
  return (
    <div className={css['change']} data-change={kind}>
      <Group gap={8} wrap="nowrap" justify="space-between" align="baseline">
        <Text size="sm" fw={600} className={css['name']} component="span">
          {name}
        </Text>
        <span className={css['kind']}>{WORDS[kind]}</span>
      </Group>
      {children}
    </div>
  );
}
