import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { type OpenedMail, methods } from './methods.ts';
import styles from './mailbox.module.css';

const ASSURANCE: Record<string, string> = {
  T0: 'no encryption',
  T1: 'encrypted, server not proven',
  T2: 'valid certificate for this host',
  T3: 'valid, and the domain insists on it (MTA-STS)',
  T4: 'proven by DNSSEC (DANE)',
};

const UNPROVEN: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown authority',
  CERT_HAS_EXPIRED: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'names another host',
};

/** How this mail travelled: what the sender decided and proved, beside what the receiver saw. */
export function TravelStrip({ mail }: { mail: OpenedMail }) {
  const { travelled } = mail;
  return (
    <dl className={styles['way']} aria-label="How it travelled" style={{ margin: 0 }}>
      <Fact name="Method">
        {methods[mail.method].label}
        {mail.sealedBy && ', opened here with the demo key'}
      </Fact>
      <Fact name="Connection">
        {mail.tls ? `${mail.tls.protocol}, ${breakable(mail.tls.cipher)}` : 'Not encrypted'}
        {travelled?.tls?.group ? `, ${travelled.tls.group}` : ''}
      </Fact>
      {travelled?.assurance && (
        <Fact name="Proven">
          {travelled.assurance}: {ASSURANCE[travelled.assurance] ?? ''}
        </Fact>
      )}
      {travelled?.tls && (
        <Fact name="Certificate">
          {travelled.host}, issued by {travelled.tls.issuer?.replace(/^CN=/, '') ?? 'unknown'}
          {travelled.tls.verification ? `: ${UNPROVEN[travelled.tls.verification] ?? travelled.tls.verification}` : ''}
        </Fact>
      )}
      {travelled && (
        <Fact name="Why">
          {breakable(travelled.reason ?? '')} {travelled.phi && <PhiBadge phi={travelled.phi} size="xs" />}
        </Fact>
      )}
      {travelled && (
        <Fact name="Sent by">
          {travelled.journey ?? travelled.template}
          {' · '}
          <Anchor
            fz="sm"
            renderRoot={(props) => (
              <Link {...props} to="/messages/$messageId" params={{ messageId: travelled.messageId }} />
            )}
          >
            proof of delivery
          </Anchor>
        </Fact>
      )}
    </dl>
  );
}

/** Long code names may go on in the next line. */
function breakable(name: string): string {
  return name.replaceAll('_', '_\u200b');
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" fz="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" fz="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
