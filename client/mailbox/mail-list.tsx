import { Button, Center, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Loading } from '../ui/loading.tsx';
import { domains, type MailSummary } from './methods.ts';
import { MethodBadge } from './method-badge.tsx';
import type { MailPages } from './use-mail.ts';
import { shortTime } from './when.ts';
import styles from './mailbox.module.css';

interface Props {
  mail: MailPages;
  chosen: string | undefined;
  search: string;
  onSearch: (search: string) => void;
  domain: string | null;
  onDomain: (domain: string | null) => void;
}

/** The newest mails, with what they can be narrowed by. */
export function MailList({ mail, chosen, search, onSearch, domain, onDomain }: Props) {
  const [now] = useState(() => Date.now());
  const narrowed = search !== '' || domain !== null;
  return (
    <nav className={styles['list']} aria-label="Received mail">
      <div className={styles['filters']}>
        <Group justify="space-between" align="baseline" mb="xs">
          <Text component="h1" fw={650} fz="lg">
            Local mailbox
          </Text>
          <Text c="dimmed" fz="sm" aria-live="polite">
            {mail.total === null ? '' : `${mail.total.toLocaleString('en-US')} received`}
          </Text>
        </Group>
        <Stack gap="xs">
          <TextInput
            aria-label="Find a recipient"
            placeholder="Find a recipient"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => onSearch(event.currentTarget.value)}
          />
          <Select
            aria-label="Domain"
            placeholder="All domains"
            clearable
            value={domain}
            onChange={onDomain}
            data={domains.map(({ value, label }) => ({ value, label }))}
            renderOption={({ option }) => (
              <div>
                <Text fz="sm">{option.label}</Text>
                <Text fz="xs" c="dimmed">
                  {domains.find((one) => one.value === option.value)?.what}
                </Text>
              </div>
            )}
          />
        </Stack>
      </div>
      <div className={styles['scroll']}>
        {mail.loading && <Loading what="the mail" />}
        {!mail.loading && mail.mails.length === 0 && (
          <Center p="xl" ta="center">
            <Text c="dimmed">
              {narrowed
                ? 'No mail to such a recipient. Clear the search to see all.'
                : 'No mail yet. Publish a journey and start it; what it sends to the demo’s people arrives here.'}
            </Text>
          </Center>
        )}
        {mail.mails.map((one) => (
          <MailLine key={one.id} mail={one} chosen={one.id === chosen} now={now} />
        ))}
        {mail.more && (
          <Center p="sm">
            <Button variant="subtle" size="compact-sm" loading={mail.loadingMore} onClick={mail.loadMore}>
              Show older mail
            </Button>
          </Center>
        )}
      </div>
    </nav>
  );
}

function MailLine({ mail, chosen, now }: { mail: MailSummary; chosen: boolean; now: number }) {
  const sealed = mail.subject === '[...]';
  return (
    <Link
      to="/mailbox/{-$mailId}"
      params={{ mailId: mail.id }}
      preload={false}
      className={styles['mail']}
      data-chosen={chosen || undefined}
      aria-current={chosen ? 'true' : undefined}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fz="sm" fw={600} truncate>
          {mail.recipient.split('@')[0]}
          <Text span c="dimmed" fw={400} fz="sm">
            @{mail.domain}
          </Text>
        </Text>
        <Text fz="xs" c="dimmed" style={{ flex: 'none' }}>
          {shortTime(mail.at, now)}
        </Text>
      </Group>
      <Group justify="space-between" wrap="nowrap" gap="xs" mt={2}>
        <Text fz="sm" truncate c={sealed ? 'dimmed' : undefined} fs={sealed ? 'italic' : undefined}>
          {sealed ? 'Sealed: subject inside' : mail.subject}
        </Text>
        <MethodBadge method={mail.method} />
      </Group>
    </Link>
  );
}
