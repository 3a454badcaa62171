import { Alert, Center } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconInbox } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { failureOf } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Empty } from '../ui/empty.tsx';
import { MailList } from './mail-list.tsx';
import { MailView } from './mail-view.tsx';
import { useMail } from './use-mail.ts';
import styles from './mailbox.module.css';

/** What the demo's recipients received, as they see it: mails at the left, the chosen one at the right. */
export function MailboxRoom() {
  const { mailId } = useParams({ strict: false });
  const [search, setSearch] = useState('');
  const [domain, setDomain] = useState<string | null>(null);
  const [settled] = useDebouncedValue(search, 250);
  const mail = useMail({ search: settled.trim(), domain });
  const failure = mail.error ? failureOf(mail.error) : null;
  if (mail.error)
    return (
      <Center p="xl">
        <Alert color="red" title="The local mailbox cannot be shown" maw={520}>
          {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection and try again.'}
        </Alert>
      </Center>
    );
  return (
    <div className={styles['panes']} data-reading={mailId ? true : undefined}>
      <MailList mail={mail} chosen={mailId} search={search} onSearch={setSearch} domain={domain} onDomain={setDomain} />
      <section className={styles['reader']} aria-label="The chosen mail">
        {mailId ? (
          <MailView key={mailId} id={mailId} />
        ) : (
          <Empty icon={<IconInbox size={28} />} title="Choose a mail">
            The demo’s people live at five mail hosts that differ in what they can take. Each mail is shown as its
            recipient sees it, opened with their own key where it was sealed.
          </Empty>
        )}
      </section>
    </div>
  );
}
