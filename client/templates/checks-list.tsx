import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Finding } from '../../server/core/finding.ts';
import classes from './templates.module.css';

const ICONS = {
  error: <IconCircleX size={17} color="var(--mantine-color-red-text)" aria-label="Error" />,
  warning: <IconAlertTriangle size={17} color="var(--mantine-color-orange-text)" aria-label="Warning" />,
  hint: <IconBulb size={17} color="var(--mantine-color-blue-text)" aria-label="Hint" />,
};

/** Everything found wrong or worth improving, with its place; a click goes there. */
export function ChecksList({
  findings,
  required,
  known,
  onGo,
}: {
  findings: readonly Finding[];
  required: readonly string[];
  /** False until the first answer of the server. */
  known: boolean;
  onGo: (finding: Finding) => void;
}) {
  const errors = findings.filter((one) => one.severity === 'error').length;
  const warnings = findings.filter((one) => one.severity === 'warning').length;
  return (
    <section className={classes['checks']} aria-label="Checks">
      <Group px={12} py={8} gap={8}>
        <Text size="sm" fw={650}>
          Checks
        </Text>
        {errors > 0 && (
          <Badge color="red" variant="light" size="sm">
            {errors === 1 ? '1 error' : `${errors} errors`}
          </Badge>
        )}
        {warnings > 0 && (
          <Badge color="orange" variant="light" size="sm">
            {warnings === 1 ? '1 warning' : `${warnings} warnings`}
          </Badge>
        )}
        {!known && (
          <Text size="sm" c="dimmed">
            Checking…
          </Text>
        )}
        {known && errors + warnings === 0 && (
          <Group gap={4}>
            <IconCircleCheck size={17} color="var(--mantine-color-teal-text)" />
            <Text size="sm">Nothing stands in the way of publishing.</Text>
          </Group>
        )}
        {errors === 0 && required.length > 0 && (
          <Text size="sm" c="dimmed">
            Not sent to contacts without {required.join(', ')}.
          </Text>
        )}
      </Group>
      {findings.map((one, i) => (
        <UnstyledButton key={`${one.code}:${one.line}:${one.column}:${i}`} className={classes['check']} onClick={() => onGo(one)}>
          {ICONS[one.severity]}
          <Text span size="sm" c="dimmed" ff="monospace">
            {one.field === 'mjml' && one.line ? `${one.line}:${one.column ?? 1}` : one.field === 'mjml' ? 'whole' : one.field}
          </Text>
          <span>{one.message}</span>
        </UnstyledButton>
      ))}
    </section>
  );
}
