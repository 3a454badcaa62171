import type { ReactNode } from 'react';
import styles from './messages.module.css';

/** Names and values in two columns; ones without a value are left out. */
export function Facts({ facts }: { facts: Readonly<Record<string, ReactNode>> }) {
  return (
    <dl className={styles['facts']}>
      {Object.entries(facts)
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}

/** A hash or fingerprint in fixed width. */
export function Hash({ of }: { of: string | null | undefined }) {
  return of ? <span className={styles['hash']}>{of}</span> : null;
}
