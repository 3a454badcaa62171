import { Anchor, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconFileSearch } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { Tag } from '../ui/tag.tsx';
import { kindWords, methodWords, outcomeLooks } from './disclosure-words.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The accounting of disclosures to one contact (45 CFR 164.528), also to one who was deleted. Never content. */
export function DisclosuresRoom() {
  const { contactId } = useParams({ from: '/disclosures/{-$contactId}' });
  return (
    <Page
      title="Disclosure report"
      lead="What was disclosed about a patient to them: when, what, why and by which way. Without content, and kept when the contact is deleted."
      actions={contactId && <Download contactId={contactId} />}
    >
      <Find given={contactId ?? ''} key={contactId} />
      {contactId && UUID.test(contactId) && <Report contactId={contactId} />}
    </Page>
  );
}

function Find({ given }: { given: string }) {
  const [id, setId] = useState(given);
  const navigate = useNavigate();
  const right = UUID.test(id.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (right) void navigate({ to: '/disclosures/{-$contactId}', params: { contactId: id.trim() } });
      }}
    >
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Contact’s id"
          description="From their page, the audit log or a message; ids of deleted contacts are found too."
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          w={420}
          maw="100%"
        />
        <Button type="submit" variant="default" disabled={!right} leftSection={<IconFileSearch size={16} />}>
          Show
        </Button>
      </Group>
    </form>
  );
}

function Report({ contactId }: { contactId: string }) {
  const { data, isPending, error } = useQuery(trpc.disclosures.list.queryOptions({ contactId }));
  if (isPending) return <Loading what="the report" />;
  const failure = failureOf(error);
  if (!data)
    return (
      <Empty icon={<IconFileSearch size={28} />} title="The report cannot be shown">
        {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.'}
      </Empty>
    );
  if (data.disclosures.length === 0)
    return (
      <Empty icon={<IconFileSearch size={28} />} title="Nothing was disclosed">
        No message with patient data was sent to this contact.
      </Empty>
    );
  return (
    <>
      <Text>
        To{' '}
        {data.deleted ? (
          <b>a contact who was deleted</b>
        ) : (
          <Anchor renderRoot={(props) => <Link {...props} to="/contacts/$contactId" params={{ contactId }} />}>
            {data.contact.name}
          </Anchor>
        )}{' '}
        · {data.disclosures.length} {data.disclosures.length === 1 ? 'line' : 'lines'}
      </Text>
      <Table.ScrollContainer minWidth={760} aria-label="Disclosures">
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Class</Table.Th>
              <Table.Th>Purpose</Table.Th>
              <Table.Th>Way</Table.Th>
              <Table.Th>Outcome</Table.Th>
              <Table.Th>Proof</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.disclosures.map((one) => (
              <Table.Tr key={`${one.kind}:${one.messageId}:${one.at}`}>
                <Table.Td>{moment.format(one.at)}</Table.Td>
                <Table.Td>
                  {kindWords(one.kind, one.resend)} “{one.what}”
                </Table.Td>
                <Table.Td>{one.phi && <PhiBadge phi={one.phi} />}</Table.Td>
                <Table.Td>{one.purpose.replaceAll('-', ' ')}</Table.Td>
                <Table.Td>{methodWords(one.method)}</Table.Td>
                <Table.Td>
                  <Tag tone={outcomeLooks[one.outcome].tone}>{outcomeLooks[one.outcome].label}</Tag>
                </Table.Td>
                <Table.Td>
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link {...props} to="/messages/$messageId" params={{ messageId: one.messageId }} />
                    )}
                  >
                    Message
                  </Anchor>
                  {one.caseId && (
                    <>
                      {', '}
                      <Anchor
                        size="sm"
                        renderRoot={(props) => <Link {...props} to="/cases/$caseId" params={{ caseId: one.caseId! }} />}
                      >
                        case
                      </Anchor>
                    </>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

function Download({ contactId }: { contactId: string }) {
  const may = useMay('disclosures.export');
  const csv = useMutation(
    trpc.disclosures.csv.mutationOptions({
      gcTime: 0,
      onError: notifyFailed,
      onSuccess: ({ csv: text }) => {
        const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
        const link = Object.assign(document.createElement('a'), {
          href: url,
          download: `disclosures-${contactId}.csv`,
        });
        link.click();
        URL.revokeObjectURL(url);
      },
    }),
  );
  if (!may) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={csv.isPending}
      onClick={() => csv.mutate({ contactId })}
    >
      CSV
    </Button>
  );
}
