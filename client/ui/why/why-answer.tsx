import { Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../server/api/router.ts';
import { PhiBadge } from '../phi-badge.tsx';
import { Tag } from '../tag.tsx';
import { momentWords, seenWords, sourceWords, valueWords } from './why-words.ts';
import styles from './why.module.css';

type Shown = inferRouterOutputs<AppRouter>['contacts']['why'][number];
type Reason = Shown['reasons'][number];

/** One answer: the sentence, the conditions with what each was answered from, the values of that moment. */
export function WhyAnswer({ why }: { why: Shown }) {
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {why.sentence}
      </Text>
      {why.details.map((one) => (
        <Text key={one} size="sm">
          {one}
        </Text>
      ))}
      {why.reasons.length > 0 && <Reasons reasons={why.reasons} />}
      {why.values.length > 0 && (
        <dl className={styles['values']}>
          {why.values.map((one) => [
            <dt key={`${one.key}-label`}>
              <Group gap={6} wrap="nowrap">
                {one.label}
                {one.phi !== 'P0' && <PhiBadge phi={one.phi} size="xs" />}
              </Group>
            </dt>,
            <dd key={one.key}>
              <b>{valueWords(one.value)}</b>{' '}
              <span className={styles['life']}>
                since {momentWords(one.since)}
                {one.source && `, ${sourceWords(one.source)}`}
              </span>
              {one.until !== null && <Tag tone="orange">changed {momentWords(one.until)}</Tag>}
            </dd>,
          ])}
        </dl>
      )}
      <Text size="xs" c="dimmed">
        {footOf(why)}
      </Text>
    </Stack>
  );
}

function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <List listStyleType="none" spacing={4} size="sm" className={styles['reasons']}>
      {reasons.map((one, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index}>
          <Group gap={8} wrap="nowrap" align="flex-start">
            <ThemeIcon
              size={18}
              radius="xl"
              mt={1}
              variant={one.met ? 'filled' : 'light'}
              color={one.met ? 'well' : 'gray'}
            >
              {one.met ? <IconCheck size={11} aria-label="met" /> : <IconMinus size={11} aria-label="not met" />}
            </ThemeIcon>
            <Text size="sm" component="div">
              {one.label && <b>{one.label}: </b>}
              {one.text}
              {one.seen && seenWords(one.seen) && <span className={styles['life']}> – {seenWords(one.seen)}</span>}
            </Text>
          </Group>
          {one.children.length > 0 && <Reasons reasons={one.children} />}
        </li>
      ))}
    </List>
  );
}

function footOf({ at, about, journey, certain }: Shown): string {
  const parts = [
    at === null
      ? 'As things stand now'
      : about === 'waiting'
        ? `As of ${momentWords(at)}`
        : `As things were on ${momentWords(at)}`,
    ...(journey.version === null ? [] : [`version ${journey.version} of ${journey.name}`]),
    ...(certain === true ? ['the engine, asked again with what was known then, decides the same'] : []),
  ];
  return `${parts.join(' · ')}.`;
}
