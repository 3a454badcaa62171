import { ActionIcon, Divider, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { StepNode } from '../../server/core/graph/model.ts';
import { outletsOf } from '../../server/core/graph/traverse.ts';
import { Tag } from '../ui/tag.tsx';
import {
  DROP_THRESHOLD,
  type StepCounts,
  dropShare,
  passedOf,
  passedWords,
  percent,
  reasonWords,
  wholeNumber,
} from './figures.ts';

/** One step's figures: entered = here + passed + left, by outlet and by reason. */
export function StepResults({
  step,
  name,
  node,
  counts,
  onClose,
}: {
  step: string;
  name: string;
  node: StepNode | null;
  counts: StepCounts | null;
  onClose: () => void;
}) {
  const labels = new Map(node ? outletsOf(node).map((outlet) => [outlet.id, outlet.label]) : []);
  return (
    <Stack gap="md" component="section" aria-label={`Results of ${name}`}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4" lineClamp={2}>
          {name}
        </Title>
        <Group gap={4} wrap="nowrap">
          <Tag tone="well">{step}</Tag>
          <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {counts === null ? (
        <Text size="sm" c="dimmed">
          Nobody has come here yet.
        </Text>
      ) : (
        <>
          <Group grow gap="xs">
            <Figure label="Entered" n={counts.entered} />
            <Figure label="Here now" n={counts.here} color="teal" />
            <Figure label="Passed" n={passedOf(counts)} />
          </Group>
          <Divider label="By path" labelPosition="left" />
          {Object.entries(counts.passed).map(([outlet, n]) => (
            <Share
              key={outlet}
              label={labels.get(outlet) ?? passedWords(outlet)}
              n={n}
              of={counts.entered}
              color="teal"
            />
          ))}
          {Object.keys(counts.exited).length > 0 && <Divider label="Left the journey here" labelPosition="left" />}
          {Object.entries(counts.exited).map(([reason, n]) => (
            <Share
              key={reason}
              label={reasonWords(reason)}
              n={n}
              of={counts.entered}
              color={reason === 'completed' || reason === 'goal' ? 'teal' : 'red'}
            />
          ))}
          {dropShare(counts) > DROP_THRESHOLD && (
            <Text size="sm" c="red" fw={600}>
              {percent(dropShare(counts))} of those who come here drop off.
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function Figure({ label, n, color }: { label: string; n: number; color?: string }) {
  return (
    <div>
      <Text size="xl" fw={750} c={color} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {wholeNumber(n)}
      </Text>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
    </div>
  );
}

function Share({ label, n, of, color }: { label: string; n: number; of: number; color: string }) {
  const share = of === 0 ? 0 : n / of;
  return (
    <div>
      <Group justify="space-between" mb={2}>
        <Text size="sm">{label}</Text>
        <Text size="sm" fw={700}>
          {wholeNumber(n)} · {percent(share)}
        </Text>
      </Group>
      <Progress value={share * 100} color={color} size={7} aria-label={`${label}: ${percent(share)}`} />
    </div>
  );
}
