import { Badge, Tooltip } from '@mantine/core';
import { type MailSummary, methods } from './methods.ts';

export function MethodBadge({ method }: { method: MailSummary['method'] }) {
  const { label, color, Icon, how } = methods[method];
  return (
    <Tooltip label={how} withArrow>
      <Badge
        size="sm"
        variant="light"
        color={color}
        radius="sm"
        leftSection={<Icon size={12} aria-hidden />}
        tt="none"
        style={{ flex: 'none' }}
      >
        {label}
      </Badge>
    </Tooltip>
  );
}
