import { Box, Group, Text, UnstyledButton } from '@mantine/core';
import { LoadingMore } from '../ui/loading-more.tsx';
import { Tag } from '../ui/tag.tsx';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import styles from './inbox.module.css';
import { stateLooks } from './inbox-words.ts';
import type { ReplyItem } from './use-replies.ts';

const HEIGHT = 76;
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Replies, from whom masked. Only the rows in sight exist; the next page is fetched before the end is reached. */
export function ReplyList({
  rows,
  chosen,
  onChoose,
  more,
  loading,
  onMore,
}: {
  rows: readonly ReplyItem[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  more: boolean;
  loading: boolean;
  onMore: () => void;
}) {
  const { frame, virtual } = useVirtualRows({ count: rows.length, height: HEIGHT, more, loading, onMore });
  return (
    <Box className={styles['frame']}>
      <div ref={frame} className={styles['scroll']}>
        <ul aria-label="Replies" className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const one = rows[item.index]!;
            return (
              <li key={one.id} aria-setsize={more ? -1 : rows.length} aria-posinset={item.index + 1}>
                <UnstyledButton
                  className={styles['row']}
                  data-new={one.state === 'new' || undefined}
                  data-chosen={one.id === chosen || undefined}
                  aria-current={one.id === chosen || undefined}
                  style={{ transform: `translateY(${item.start}px)`, height: HEIGHT }}
                  onClick={() => onChoose(one.id)}
                >
                  <Group justify="space-between" wrap="nowrap" gap="xs">
                    <Text fw={one.state === 'new' ? 700 : 500} truncate>
                      {one.contact.name}
                    </Text>
                    <Tag tone={stateLooks[one.state].tone}>{one.assigneeName ?? stateLooks[one.state].label}</Tag>
                  </Group>
                  <Text size="sm" truncate>
                    {one.template ? `To “${one.template}”` : 'To a message that is gone'}
                  </Text>
                  <Text size="xs" c="dimmed" truncate>
                    {moment.format(one.receivedAt)} · {one.source === 'portal' ? 'portal' : 'mail'}
                    {one.sender ? ` · ${one.sender}` : ''}
                  </Text>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
        {loading && <LoadingMore what="replies" />}
      </div>
    </Box>
  );
}
