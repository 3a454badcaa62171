import { Box, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { LoadingMore } from '../ui/loading-more.tsx';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import { MethodBadge, StateBadge } from './badges.tsx';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import styles from './messages.module.css';
import type { MessageItem } from './use-messages.ts';

const HEIGHT = 56;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const NEEDS_SOMEONE = new Set(['held', 'in_doubt']);

/** Messages, recipients masked. Only the rows in sight exist; the next page is fetched before the end is reached. */
export function MessageList({
  rows,
  more,
  loading,
  onMore,
}: {
  rows: readonly MessageItem[];
  more: boolean;
  loading: boolean;
  onMore: () => void;
}) {
  const { frame, virtual } = useVirtualRows({ count: rows.length, height: HEIGHT, more, loading, onMore });
  const items = virtual.getVirtualItems();
  return (
    <Box className={styles['frame']}>
      <div className={styles['head']} aria-hidden>
        <span>Recipient</span>
        <span className={styles['medium']}>Email</span>
        <span className={styles['wide']}>Class</span>
        <span className={styles['medium']}>Method</span>
        <span>State</span>
        <span className={styles['wide']}>Why</span>
        <span className={styles['wide']}>When</span>
      </div>
      <div ref={frame} className={styles['scroll']}>
        <ul aria-label="Messages" className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <li key={rows[item.index]!.id} aria-setsize={more ? -1 : rows.length} aria-posinset={item.index + 1}>
              <Row message={rows[item.index]!} start={item.start} />
            </li>
          ))}
        </ul>
        {loading && <LoadingMore what="messages" />}
      </div>
    </Box>
  );
}

function Row({ message, start }: { message: MessageItem; start: number }) {
  const { recipient, template, journey, phi, method, state, reason } = message;
  return (
    <Link
      to="/messages/$messageId"
      params={{ messageId: message.id }}
      preload={false}
      className={`${styles['row']} ${NEEDS_SOMEONE.has(state) ? styles['attention'] : ''}`}
      style={{ transform: `translateY(${start}px)`, height: HEIGHT }}
    >
      <div>
        <Text fw={600} truncate>
          {recipient.name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {recipient.email}
        </Text>
      </div>
      <div className={styles['medium']}>
        <Text size="sm" truncate>
          {template}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {journey ?? 'A journey that is gone'}
        </Text>
      </div>
      <span className={styles['wide']}>{phi && <PhiBadge phi={phi} />}</span>
      <span className={styles['medium']}>
        <MethodBadge method={method} />
      </span>
      <span>
        <StateBadge state={state} />
      </span>
      <Text size="xs" c="dimmed" lineClamp={2} className={styles['wide']}>
        {reasonWords(reason)}
      </Text>
      <Text size="xs" c="dimmed" className={styles['wide']}>
        {moment.format(message.finishedAt ?? message.queuedAt)}
      </Text>
    </Link>
  );
}
