import { Badge, Table, Text } from '@mantine/core';
import type { Decision, DeliveryFacts, DeliveryPolicy, KeyFact } from '../../server/core/delivery/facts.ts';
import { decide } from '../../server/core/delivery/policy.ts';
import type { PhiClass } from '../../server/core/phi.ts';
import { phiClasses } from '../../server/core/phi.ts';
import { reasonWords } from './policy-words.ts';

const enrolled: KeyFact = { kind: 'pgp', source: 'enrolled', fingerprint: 'example', usable: true, problem: null };

/** Mailboxes an admin will recognize, as the facts the selector would measure. */
const mailboxes: readonly { name: string; facts: Partial<DeliveryFacts> }[] = [
  { name: 'Large provider with MTA-STS', facts: { assurance: 'T3' } },
  { name: 'Clinic’s own server, valid certificate', facts: { assurance: 'T2' } },
  { name: 'Server with a self-signed certificate', facts: { assurance: 'T1' } },
  { name: 'Old server without encryption', facts: { assurance: 'T0', noticeDeliverable: false } },
  { name: 'Recipient with an enrolled PGP key', facts: { assurance: 'T2', keys: [enrolled] } },
];

/** What the very function that decides at delivery time would do under this policy. */
export function PolicyExamples({ policy }: { policy: DeliveryPolicy }) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing="sm" withTableBorder withColumnBorders layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={210}>Recipient’s mailbox</Table.Th>
            {phiClasses.map((phi) => (
              <Table.Th key={phi}>{phi}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mailboxes.map(({ name, facts }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500}>
                {name}
              </Table.Th>
              {phiClasses.map((phi) => (
                <Table.Td key={phi}>
                  <Outcome decision={decide(factsOf(phi, policy, facts))} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Outcome({ decision }: { decision: Decision }) {
  const { label, color } = outcomeOf(decision);
  return (
    <>
      <Badge color={color} variant="light" tt="none">
        {label}
      </Badge>
      <Text size="xs" c="dimmed" mt={4}>
        {reasonWords[decision.reason]}
      </Text>
    </>
  );
}

function outcomeOf({ action, method }: Decision): { label: string; color: string } {
  if (action === 'hold') return { label: 'Held for staff', color: 'orange' };
  if (action === 'drop') return { label: 'Dropped', color: 'gray' };
  if (action === 'none' || method === null) return { label: 'Not sent', color: 'gray' };
  const shown = {
    tls: { label: 'TLS', color: 'teal' },
    pgp: { label: 'PGP', color: 'violet' },
    smime: { label: 'S/MIME', color: 'violet' },
    portal: { label: 'Portal', color: 'blue' },
    drop: { label: 'Dropped', color: 'gray' },
  } as const;
  return shown[method];
}

function factsOf(phi: PhiClass, policy: DeliveryPolicy, facts: Partial<DeliveryFacts>): DeliveryFacts {
  return {
    phi,
    policy,
    suppressed: false,
    permitted: true,
    address: 'valid',
    assurance: 'T2',
    suspectedMitm: false,
    keys: [],
    portalOnly: false,
    sealedOnly: false,
    tlsExclusive: false,
    noticeDeliverable: true,
    ...facts,
  };
}
