import { Box, Button, Collapse, Group, List, SegmentedControl, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { phiTone, phiWords } from '../../steps/method-hint.ts';
import { assuranceWords, methodNames, reasonWords } from '../../ui/delivery-words.ts';
import { SealedFrame } from '../../ui/sealed-frame.tsx';
import { Tag } from '../../ui/tag.tsx';
import type { TestStop } from './test-run-panel.tsx';

type Email = NonNullable<TestStop['email']>;
type Face = 'mail' | 'text' | 'notice';

/** One email as it would be at that moment: by which method and why not by another, and how it reads. */
export function TestEmail({ email }: { email: Email }) {
  const [open, { toggle }] = useDisclosure(false);
  const { decision, rendered, refusal, state } = email;
  const goes = decision?.action === 'send' && decision.method !== null;
  const method = decision?.method ? (methodNames[decision.method] ?? decision.method) : null;
  return (
    <Box my={6} p={8} style={{ border: '1px solid var(--stepwell-line)', borderRadius: 8 }}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <IconMail size={15} style={{ flex: 'none', marginTop: 2 }} aria-hidden />
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {rendered?.subject ?? email.template}
        </Text>
      </Group>
      <Group gap={6} my={6}>
        <Tag tone={goes ? 'teal' : 'orange'}>{goes ? method : (words[state] ?? state)}</Tag>
        <Tag tone={phiTone(email.phi)} title={email.because.join(', ')}>
          {phiWords(email.phi)}
        </Tag>
        {decision && <Tag>Row {decision.row}</Tag>}
      </Group>
      <Text size="xs">{reasonWords(decision?.reason ?? refusal)}.</Text>
      {decision && (
        <Text size="xs" c="dimmed">
          {email.domain ? `${email.domain}: ` : ''}
          {email.facts.assurance} · {assuranceWords[email.facts.assurance]}
          {email.assumed ? ' (assumed: this domain was never measured)' : ''}
        </Text>
      )}
      <Button
        mt={6}
        size="compact-xs"
        variant="subtle"
        aria-expanded={open}
        rightSection={<IconChevronDown size={12} style={{ transform: open ? 'rotate(180deg)' : undefined }} />}
        onClick={toggle}
      >
        {open ? 'Less' : 'The email, and why not otherwise'}
      </Button>
      <Collapse expanded={open}>
        <Inside email={email} />
      </Collapse>
    </Box>
  );
}

function Inside({ email: { decision, rendered, notice, because } }: { email: Email }) {
  const [face, setFace] = useState<Face>('mail');
  const faces = [
    { value: 'mail', label: notice ? 'In the portal' : 'Email' },
    { value: 'text', label: 'Plain text' },
    ...(notice ? [{ value: 'notice', label: 'In the inbox' }] : []),
  ];
  return (
    <Box mt={8}>
      {decision && decision.rejected.length > 0 && (
        <List size="xs" mb={8} aria-label="Methods not chosen">
          {decision.rejected.map((one) => (
            <List.Item key={one.method}>
              Not {methodNames[one.method] ?? one.method}: {lower(reasonWords(one.reason))}
            </List.Item>
          ))}
        </List>
      )}
      {because.length > 0 && (
        <Text size="xs" c="dimmed" mb={8}>
          Classed so because it {because.map(causeWords).join(', ')}.
        </Text>
      )}
      {rendered ? (
        <>
          <SegmentedControl
            fullWidth
            size="xs"
            mb={6}
            aria-label="How to show it"
            data={faces}
            value={face}
            onChange={(next) => setFace(next === 'text' || next === 'notice' ? next : 'mail')}
          />
          {face === 'text' ? (
            <pre style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: 12, margin: 0 }}>
              {rendered.text}
            </pre>
          ) : (
            <SealedFrame
              html={face === 'notice' && notice ? notice.html : rendered.html}
              title={face === 'notice' ? 'What arrives in the inbox' : 'The email as it would be read'}
            />
          )}
        </>
      ) : (
        <Text size="xs" c="dimmed">
          There is nothing to read: it was stopped before it was written.
        </Text>
      )}
    </Box>
  );
}

const words: Readonly<Record<string, string>> = {
  held: 'Held for staff',
  refused: 'Not sent',
  failed: 'Not sent',
  dropped: 'Dropped',
};

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** `uses:appointment` as words; names of attributes, never values. */
function causeWords(cause: string): string {
  const [part, key] = cause.split(':');
  if (part === 'uses') return `prints “${key}”`;
  if (part === 'tested') return `was reached by way of “${key}”`;
  if (part === 'declared') return 'has a declared topic';
  if (part === 'floor') return 'has a sender with a floor';
  return 'could not be classed';
}
