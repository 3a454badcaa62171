import { Anchor, Button, CopyButton, Group, Paper, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** The page's address, to be put on a site, a letter or a poster. */
export function PublicLink({ url, open }: { url: string; open: boolean }) {
  return (
    <Paper withBorder radius="md" px="md" py="sm" bg="var(--stepwell-card)">
      <Group justify="space-between" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Text size="xs" c="dimmed">
            {open ? 'The page, open to everyone who has the address' : 'Closed: the page says that it is not here'}
          </Text>
          <Anchor href={url} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Anchor>
        </div>
        <CopyButton value={url}>
          {({ copied, copy }) => (
            <Button
              variant="light"
              size="compact-md"
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              onClick={copy}
            >
              {copied ? 'Copied' : 'Copy link'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Paper>
  );
}
