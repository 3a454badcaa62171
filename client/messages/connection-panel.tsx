import { Text } from '@mantine/core';
import { assuranceWords } from './message-words.ts';
import type { IntentRecord } from '../../server/core/evidence/record.ts';
import { Facts, Hash } from './facts.tsx';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What the connection proved about itself, measured before anything was said on it. */
export function ConnectionPanel({ reach }: { reach: IntentRecord['reach'] }) {
  if (!reach) {
    return (
      <Text size="sm" c="dimmed">
        It was decided without a connection.
      </Text>
    );
  }
  const { tls, host, address, assurance, problem, dns } = reach;
  return (
    <Facts
      facts={{
        'Mail server': host && `${host} (${address ?? ''})`,
        'Name servers':
          dns?.failure ?? dns?.answer ?? (dns?.validated ? 'Validated by DNSSEC' : 'Not validated by DNSSEC'),
        Measured: assurance && `${assurance} · ${assuranceWords[assurance] ?? ''}`,
        'Not better because': problem,
        Protocol: tls && [tls.protocol, tls.cipher, tls.group].filter(Boolean).join(' · '),
        'Certificate from': tls?.issuer,
        Valid:
          tls?.validFrom &&
          tls.validTo &&
          `${day.format(new Date(tls.validFrom))} – ${day.format(new Date(tls.validTo))}`,
        'Certificate SHA-256': tls && <Hash of={tls.certificateSha256} />,
        'Key SHA-256': tls && <Hash of={tls.spkiSha256} />,
      }}
    />
  );
}
