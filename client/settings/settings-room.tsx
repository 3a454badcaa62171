import { Tabs } from '@mantine/core';
import {
  IconBuilding,
  IconClock,
  IconHistory,
  IconKey,
  IconLock,
  IconMailCheck,
  IconRoute,
  IconUsers,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { type Permission, useSession } from '../api/session.ts';
import { Page } from '../ui/page.tsx';
import { AuditTab } from './audit-tab.tsx';
import { ClockTab } from './clock-tab.tsx';
import { DestinationsTab } from './destinations-tab.tsx';
import { KeysTab } from './keys-tab.tsx';
import { OrganizationTab } from './organization-tab.tsx';
import { PolicyTab } from './policy-tab.tsx';
import { SendersTab } from './senders-tab.tsx';
import { UsersTab } from './users-tab.tsx';
import { WebhooksTab } from './webhooks-tab.tsx';

interface Tab {
  value: string;
  label: string;
  Icon: Icon;
  permission: Permission;
  demoOnly?: boolean;
  Panel: ComponentType;
}

const tabs: readonly Tab[] = [
  {
    value: 'organization',
    label: 'Organization',
    Icon: IconBuilding,
    permission: 'settings.read',
    Panel: OrganizationTab,
  },
  { value: 'encryption', label: 'Encryption policy', Icon: IconLock, permission: 'settings.read', Panel: PolicyTab },
  { value: 'senders', label: 'Sender identities', Icon: IconMailCheck, permission: 'senders.read', Panel: SendersTab },
  {
    value: 'destinations',
    label: 'Destinations',
    Icon: IconRoute,
    permission: 'destinations.read',
    Panel: DestinationsTab,
  },
  { value: 'users', label: 'Users', Icon: IconUsers, permission: 'users.edit', Panel: UsersTab },
  { value: 'keys', label: 'API keys', Icon: IconKey, permission: 'keys.edit', Panel: KeysTab },
  { value: 'webhooks', label: 'Webhooks', Icon: IconWebhook, permission: 'webhooks.read', Panel: WebhooksTab },
  { value: 'audit', label: 'Audit log', Icon: IconHistory, permission: 'audit.read', Panel: AuditTab },
  {
    value: 'clock',
    label: 'Demo clock',
    Icon: IconClock,
    permission: 'clock.advance',
    demoOnly: true,
    Panel: ClockTab,
  },
];

export function SettingsRoom() {
  const { session } = useSession();
  const { tab } = useParams({ from: '/settings/{-$tab}' });
  const navigate = useNavigate();
  const open = tabs.filter((one) => session?.may.includes(one.permission) && (!one.demoOnly || session.demo));
  const current = open.find((one) => one.value === tab) ?? open[0];
  if (!current) return null;
  return (
    <Page title="Settings" lead="How this organization sends, who works here, and what they did.">
      <Tabs
        value={current.value}
        onChange={(value) => void navigate({ to: '/settings/{-$tab}', params: { tab: value ?? undefined } })}
        keepMounted={false}
      >
        <Tabs.List mb="lg" style={{ overflowX: 'auto', flexWrap: 'nowrap' }}>
          {open.map(({ value, label, Icon }) => (
            <Tabs.Tab key={value} value={value} leftSection={<Icon size={16} />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {open.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
