import { Box, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { caseCauses } from '../../server/core/cases/causes.ts';
import { LoadingMore } from '../ui/loading-more.tsx';
import { Tag } from '../ui/tag.tsx';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import { ageWords, outcomeWords, stateLooks } from './case-words.ts';
import styles from './cases.module.css';
import type { CaseItem } from './use-cases.ts';

const HEIGHT = 60;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Cases, whom they are about masked. Only the rows in sight exist; the next page is fetched before the end is reached. */
export function CaseList({
  rows,
  now,
  more,
  loading,
  onMore,
}: {
  rows: readonly CaseItem[];
  now: number;
  more: boolean;
  loading: boolean;
  onMore: () => void;
}) {
  const { frame, virtual } = useVirtualRows({ count: rows.length, height: HEIGHT, more, loading, onMore });
  return (
    <Box className={styles['frame']}>
      <div className={styles['head']} aria-hidden>
        <span>Contact</span>
        <span className={styles['wide']}>Email</span>
        <span className={styles['medium']}>Cause</span>
        <span>State</span>
        <span className={styles['wide']}>With</span>
        <span className={styles['medium']}>Age</span>
      </div>
      <div ref={frame} className={styles['scroll']}>
        <ul aria-label="Cases" className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <li key={rows[item.index]!.id} aria-setsize={more ? -1 : rows.length} aria-posinset={item.index + 1}>
              <Row one={rows[item.index]!} now={now} start={item.start} />
            </li>
          ))}
        </ul>
        {loading && <LoadingMore what="cases" />}
      </div>
    </Box>
  );
}

function Row({ one, now, start }: { one: CaseItem; now: number; start: number }) {
  const look = stateLooks[one.state];
  return (
    <Link
      to="/cases/$caseId"
      params={{ caseId: one.id }}
      preload={false}
      className={styles['row']}
      data-overdue={one.overdue || undefined}
      style={{ transform: `translateY(${start}px)`, height: HEIGHT }}
    >
      <div>
        <Text fw={600} truncate>
          {one.contact.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {one.contact.email}
        </Text>
      </div>
      <div className={styles['wide']}>
        <Text size="sm" truncate>
          {one.template}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {one.journey ?? 'A journey that is gone'}
        </Text>
      </div>
      <Text size="sm" lineClamp={2} className={styles['medium']}>
        {caseCauses[one.cause]}
      </Text>
      <span>
        <Tag tone={look.tone}>{one.outcome ? outcomeWords[one.outcome] : look.label}</Tag>
      </span>
      <Text size="sm" c={one.assigneeName ? undefined : 'dimmed'} truncate className={styles['wide']}>
        {one.assigneeName ?? one.queue ?? 'Nobody yet'}
      </Text>
      <div className={styles['medium']}>
        <Text size="sm">{one.closedAt === null ? ageWords(one.openedAt, now) : day.format(one.closedAt)}</Text>
        {one.overdue && (
          <Text size="xs" c="orange" fw={650}>
            overdue
          </Text>
        )}
      </div>
    </Link>
  );
}
