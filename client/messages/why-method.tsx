import { Badge, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import { assuranceWords, methodNames } from './message-words.ts';
import type { IntentRecord } from '../../server/core/evidence/record.ts';
import styles from './messages.module.css';

/** The selector's answer: what was chosen, by which row of the table, and what spoke against each other method. */
export function WhyMethod({ record }: { record: IntentRecord }) {
  const { decision, facts } = record;
  const chosen = decision.action === 'send' || decision.action === 'drop' ? decision.method : null;
  const others = decision.rejected.map((one) => ({ method: one.method, reason: reasonWords(one.reason) }));
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge variant="default" radius="sm">
          Row {decision.row}
        </Badge>
        <Badge variant="default" radius="sm">
          {facts.assurance} · {assuranceWords[facts.assurance] ?? ''}
        </Badge>
        {facts.suspectedMitm && (
          <Badge color="red" radius="sm">
            Downgrade suspected
          </Badge>
        )}
      </Group>
      <ul aria-label="Methods considered" className={styles['rows']}>
        <li className={styles['method']} data-chosen>
          <ThemeIcon size={22} radius="xl" color={chosen ? 'well' : 'orange'} aria-hidden>
            {chosen ? <IconCheck size={14} /> : <IconMinus size={14} />}
          </ThemeIcon>
          <Text fw={650} w={72}>
            {chosen ? (methodNames[chosen] ?? chosen) : 'None'}
          </Text>
          <Text size="sm">{reasonWords(decision.reason)}</Text>
        </li>
        {others.map((one) => (
          <li key={one.method} className={styles['method']}>
            <ThemeIcon size={22} radius="xl" color="gray" variant="light" aria-hidden>
              <IconMinus size={14} />
            </ThemeIcon>
            <Text w={72} c="dimmed">
              {methodNames[one.method] ?? one.method}
            </Text>
            <Text size="sm" c="dimmed">
              {one.reason}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
