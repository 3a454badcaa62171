import { Alert, List } from '@mantine/core';
import { IconAlertTriangle, IconBulb } from '@tabler/icons-react';
import type { Finding } from '../../server/core/finding.ts';

/** What was found at one step, the worst first. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const errors = findings.filter((one) => one.severity === 'error');
  const warnings = findings.filter((one) => one.severity === 'warning');
  const hints = findings.filter((one) => one.severity === 'hint');
  return (
    <>
      {errors.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Fix before publishing" p="sm">
          <Sentences findings={errors} />
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
          <Sentences findings={warnings} />
        </Alert>
      )}
      {hints.length > 0 && (
        <Alert color="gray" icon={<IconBulb size={18} />} p="sm">
          <Sentences findings={hints} />
        </Alert>
      )}
    </>
  );
}

function Sentences({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 1) return <>{findings[0]?.message}</>;
  return (
    <List size="sm" spacing={4} withPadding={false}>
      {findings.map((one) => (
        <List.Item key={`${one.code}${one.field ?? ''}`}>{one.message}</List.Item>
      ))}
    </List>
  );
}
