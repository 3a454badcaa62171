import { Alert, List } from '@mantine/core';
import { ExampleWords } from './example-words.tsx';
import { IconAlertTriangle, IconBulb } from '@tabler/icons-react';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';

/** What was found at one step, the worst first. */
export function Findings({
  findings,
  onExample,
}: {
  findings: readonly Finding[];
  onExample?: ((example: Example) => void) | undefined;
}) {
  const errors = findings.filter((one) => one.severity === 'error');
  const warnings = findings.filter((one) => one.severity === 'warning');
  const hints = findings.filter((one) => one.severity === 'hint');
  return (
    <>
      {errors.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Fix before publishing" p="sm">
          <Sentences findings={errors} onExample={onExample} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert
          color="yellow"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          icon={<IconAlertTriangle size={18} />}
          title="Look at this"
          p="sm"
        >
          <Sentences findings={warnings} onExample={onExample} />
        </Alert>
      )}
      {hints.length > 0 && (
        <Alert color="gray" icon={<IconBulb size={18} />} p="sm">
          <Sentences findings={hints} onExample={onExample} />
        </Alert>
      )}
    </>
  );
}

function Sentences({
  findings,
  onExample,
}: {
  findings: readonly Finding[];
  onExample: ((example: Example) => void) | undefined;
}) {
  const [only] = findings;
  if (findings.length === 1 && only) return <Sentence finding={only} onExample={onExample} />;
  return (
    <List size="sm" spacing={4} withPadding={false}>
      {findings.map((one) => (
        <List.Item key={`${one.code}${one.field ?? ''}`}>
          <Sentence finding={one} onExample={onExample} />
        </List.Item>
      ))}
    </List>
  );
}

function Sentence({
  finding: { message, example },
  onExample,
}: {
  finding: Finding;
  onExample: ((example: Example) => void) | undefined;
}) {
  return (
    <>
      {message}
      {example && onExample && <ExampleWords example={example} onRun={onExample} />}
    </>
  );
}
