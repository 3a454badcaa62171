import { Badge, Tooltip } from '@mantine/core';
import { IconLock, IconMailOff, IconShieldCheck, IconShieldLock } from '@tabler/icons-react';
import { methodNames, stateLooks } from './message-words.ts';

/** Where a message stands, with what that means. */
export function StateBadge({ state, size = 'sm' }: { state: string; size?: 'sm' | 'lg' }) {
  const look = stateLooks[state] ?? { label: state, color: 'gray', help: '' };
  return (
    <Tooltip label={look.help} multiline maw={280} withArrow>
      <Badge size={size} color={look.color} variant="light" radius="sm" autoContrast>
        {look.label}
      </Badge>
    </Tooltip>
  );
}

const ICONS = {
  tls: IconShieldCheck,
  smime: IconLock,
  pgp: IconLock,
  portal: IconShieldLock,
  drop: IconMailOff,
} as const;

/** How it was protected. */
export function MethodBadge({ method, size = 'sm' }: { method: string | null; size?: 'sm' | 'lg' }) {
  if (!method || !(method in methodNames)) return null;
  const Icon = ICONS[method as keyof typeof ICONS];
  return (
    <Badge size={size} variant="outline" radius="sm" color="well" leftSection={<Icon size={12} aria-hidden />}>
      {methodNames[method]}
    </Badge>
  );
}
