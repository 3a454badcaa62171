import { Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../server/api/router.ts';
import { PhiBadge } from '../phi-badge.tsx';
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
              <b>{valueWords(one.value)}</b>
              <span className={styles['life']}>{lifeWords(one, why.at)}</span>
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

/** Since when it was so, how it came to be, and when it was changed to what is known now. */
function lifeWords({ since, source, until }: Shown['values'][number], at: number | null): string {
  const known = since <= (at ?? Infinity) && source !== null;
  const parts = [
    ...(known ? [`since ${momentWords(since)}, ${sourceWords(source)}`] : []),
    ...(until === null ? [] : [`changed on ${momentWords(until)}`]),
  ];
  return parts.length > 0 ? ` – ${parts.join('; ')}` : '';
}

function footOf({ at, journey, certain }: Shown): string {
  const parts = [
    at === null ? 'As things stand now' : `As of ${momentWords(at)}`,
    ...(journey.version === null ? [] : [`version ${journey.version}`]),
    ...(certain === true ? ['checked: with what was known then, the engine decides the same'] : []),
  ];
  return parts.join(' · ');
}
