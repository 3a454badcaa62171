import { Paper, Text, Title } from '@mantine/core';
import { doneWords } from './case-words.ts';
import styles from './cases.module.css';
import type { CaseDetails } from './use-cases.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** What was done, by whom, when and through which channel. What was written down shows once it is revealed. */
export function CaseLog({
  log,
  parts,
}: {
  log: CaseDetails['log'];
  parts: readonly { n: number; note?: string | undefined; address?: string | undefined }[] | null;
}) {
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="What was done">
      <Title order={2} size="h5" mb="sm">
        What was done
      </Title>
      <ol className={styles['plain']}>
        {log.map((entry) => {
          const part = parts?.find((one) => one.n === entry.n);
          return (
            <li key={entry.n} className={styles['entry']}>
              <Text size="sm">{doneWords(entry)}</Text>
              <Text size="xs" c="dimmed">
                {moment.format(entry.at)} · {who(entry)}
              </Text>
              {part?.address && <div className={styles['note']}>New address: {part.address}</div>}
              {part?.note && <div className={styles['note']}>{part.note}</div>}
              {entry.sealed && !part && (
                <Text size="xs" c="dimmed">
                  Something was written down; reveal the contact to read it.
                </Text>
              )}
            </li>
          );
        })}
      </ol>
    </Paper>
  );
}

function who({ actor, actorName }: { actor: string; actorName: string | null }): string {
  if (actor === 'system') return 'by itself';
  return actorName ?? (actor.startsWith('key:') ? 'by another system' : 'someone');
}
