import { Box, List, Text } from '@mantine/core';
import { checkFilter } from '../../server/core/segment/check.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { describeFilter } from '../../server/core/segment/describe.ts';
import type { Vocabulary } from '../../server/core/segment/fields.ts';
import styles from './segments.module.css';

/** The rule as a sentence, and what is still wrong with it. */
export function InWords({ filter, vocabulary }: { filter: Filter | null; vocabulary: Vocabulary }) {
  const findings = filter ? checkFilter(filter, vocabulary) : [];
  return (
    <Box className={styles['words']} component="section" aria-live="polite" aria-label="The rule in words">
      <Text fw={700} size="sm" mb={4} className={styles['wordsTitle']}>
        In words
      </Text>
      <Text>
        {filter
          ? `A contact is in it when ${sentence(filter, vocabulary)}`
          : 'Nobody yet. Add a rule: a segment without one is not saved, so that it can never mean everyone by mistake.'}
      </Text>
      {findings.length > 0 && (
        <List size="sm" mt="xs" spacing={2}>
          {findings.map((one) => (
            <List.Item key={`${one.code}:${one.field ?? ''}`} c={one.severity === 'error' ? 'red' : undefined} fw={600}>
              {one.message}
            </List.Item>
          ))}
        </List>
      )}
    </Box>
  );
}

function sentence(filter: Filter, vocabulary: Vocabulary): string {
  const words = describeFilter(filter, vocabulary);
  return words.endsWith('.') ? words : `${words}.`;
}
