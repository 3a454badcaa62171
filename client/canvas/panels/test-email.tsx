import { Box, Button, Collapse, Group, List, SegmentedControl, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { phiTone, phiWords } from '../../steps/method-hint.ts';
import { reasonWords } from '../../../server/core/delivery/reason-words.ts';
import { assuranceWords, methodNames } from '../../ui/delivery-words.ts';
import { SealedFrame } from '../../ui/sealed-frame.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useCanvas } from '../state/canvas-context.ts';
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
        {open ? 'Less' : 'Read it, and why this way'}
      </Button>
      <Collapse expanded={open}>
        <Inside email={email} />
      </Collapse>
    </Box>
  );
}

function Inside({ email: { decision, rendered, notice, because } }: { email: Email }) {
  const { catalog } = useCanvas();
  const [face, setFace] = useState<Face>('mail');
  const labelOf = (key: string) => catalog.attributes.find((one) => one.key === key)?.label ?? key;
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
          Classed so because it {becauseWords(because, labelOf)}.
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

/** For the middle of a sentence; `TLS is enough` stays. */
const lower = (text: string) => (/^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

/** `uses:appointment` and the like as words; names of attributes, never values. */
function becauseWords(because: readonly string[], labelOf: (key: string) => string): string {
  const of = (part: string) =>
    because.flatMap((one) => (one.startsWith(`${part}:`) ? [`“${labelOf(one.slice(part.length + 1))}”`] : []));
  const [uses, tested] = [of('uses'), of('tested')];
  const parts = [
    ...(uses.length > 0 ? [`prints ${uses.join(', ')}`] : []),
    ...(tested.length > 0 ? [`was reached by way of ${tested.join(', ')}`] : []),
    ...(because.includes('declared') ? ['has a topic its author declared'] : []),
    ...(because.includes('floor') ? ['has a sender that asks for it'] : []),
    ...(because.includes('unknown') ? ['could not be classed'] : []),
  ];
  return parts.join(', and ') || 'is';
}
