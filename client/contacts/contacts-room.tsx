import { Button, Tabs } from '@mantine/core';
import { IconFileUpload, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Page } from '../ui/page.tsx';
import { AddContact } from './add-contact.tsx';
import { AttributesPanel } from './attributes-panel.tsx';
import { ContactsPanel } from './contacts-panel.tsx';
import { ListsPanel } from './lists-panel.tsx';

/** Everyone known here, the lists they are on, and what can be known of them. */
export function ContactsRoom() {
  const [tab, setTab] = useState<string | null>('contacts');
  const [list, setList] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const mayRead = useMay('contacts.read');
  const mayEdit = useMay('contacts.edit');
  const mayImport = useMay('contacts.import');
  const { data } = useQuery(trpc.contacts.count.queryOptions(undefined, { enabled: mayRead }));
  return (
    <Page
      title="Contacts"
      lead={
        data
          ? `${data.count.toLocaleString('en-US')} people. What is known of them is sealed; you see it masked until you reveal it.`
          : 'What is known of people is sealed; you see it masked until you reveal it.'
      }
      actions={
        <>
          {mayImport && (
            <Button
              variant="default"
              leftSection={<IconFileUpload size={16} />}
              renderRoot={(props) => <Link {...props} to="/contacts/import" />}
            >
              Import a CSV
            </Button>
          )}
          {mayEdit && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
              Add a contact
            </Button>
          )}
        </>
      }
    >
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="contacts">Contacts</Tabs.Tab>
          <Tabs.Tab value="lists">Lists</Tabs.Tab>
          <Tabs.Tab value="attributes">Attributes</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="contacts">
          <ContactsPanel list={list} onList={setList} />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          <ListsPanel
            onOpen={(name) => {
              setList(name);
              setTab('contacts');
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="attributes">
          <AttributesPanel />
        </Tabs.Panel>
      </Tabs>
      {adding && <AddContact onClose={() => setAdding(false)} />}
    </Page>
  );
}
