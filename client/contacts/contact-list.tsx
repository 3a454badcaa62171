import { Avatar, Box, Checkbox, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { LoadingMore } from '../ui/loading-more.tsx';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import styles from './contacts.module.css';

export type ContactRow = inferRouterOutputs<AppRouter>['contacts']['list']['contacts'][number];

const HEIGHT = 56;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Contacts, masked. Only the rows in sight exist; the next page is fetched before the end is reached. */
export function ContactList({
  rows,
  more,
  loading,
  onMore,
  chosen,
  onChoose,
}: {
  rows: readonly ContactRow[];
  more: boolean;
  loading: boolean;
  onMore: () => void;
  chosen: ReadonlySet<string>;
  /** Absent when nothing can be done with chosen contacts. */
  onChoose: ((id: string, on: boolean) => void) | undefined;
}) {
  const { frame, virtual } = useVirtualRows({ count: rows.length, height: HEIGHT, more, loading, onMore });
  const items = virtual.getVirtualItems();

  return (
    <Box className={styles['frame']}>
      <div className={styles['head']} aria-hidden>
        {onChoose && <span className={styles['check']} />}
        <span className={styles['name']}>Name</span>
        <span className={styles['email']}>Email</span>
        <span className={styles['phone']}>Phone</span>
        <span className={styles['when']}>Added</span>
      </div>
      <div ref={frame} className={styles['scroll']}>
        <ul
          aria-label="Contacts"
          className={styles['plain']}
          style={{ height: virtual.getTotalSize(), position: 'relative' }}
        >
          {items.map((item) => {
            const row = rows[item.index]!;
            const { first_name: first, last_name: family, email, phone } = row.masked;
            const name = [first, family].filter((one) => typeof one === 'string').join(' ') || 'No name';
            return (
              <li
                key={row.id}
                aria-setsize={more ? -1 : rows.length}
                aria-posinset={item.index + 1}
                className={styles['row']}
                style={{ transform: `translateY(${item.start}px)`, height: HEIGHT }}
              >
                {onChoose && (
                  <span className={styles['check']}>
                    <Checkbox
                      aria-label={`Choose ${name}`}
                      checked={chosen.has(row.id)}
                      onChange={(event) => onChoose(row.id, event.currentTarget.checked)}
                    />
                  </span>
                )}
                <Link
                  to="/contacts/$contactId"
                  params={{ contactId: row.id }}
                  className={styles['link']}
                  preload={false}
                >
                  <Group gap="sm" wrap="nowrap" className={styles['name']}>
                    <Avatar radius="xl" size={32} color="well" variant="light" aria-hidden>
                      {name.charAt(0)}
                    </Avatar>
                    <Text fw={600} truncate>
                      {name}
                    </Text>
                  </Group>
                  <Text className={styles['email']} truncate size="sm">
                    {typeof email === 'string' ? email : '–'}
                  </Text>
                  <Text className={styles['phone']} truncate size="sm" c="dimmed">
                    {typeof phone === 'string' ? phone : '–'}
                  </Text>
                  <Text className={styles['when']} size="sm" c="dimmed">
                    {day.format(new Date(row.createdAt))}
                  </Text>
                </Link>
              </li>
            );
          })}
        </ul>
        {loading && <LoadingMore what="contacts" />}
      </div>
    </Box>
  );
}
