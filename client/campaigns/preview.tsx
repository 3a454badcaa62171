import { Anchor, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { Thumbnail } from '../templates/thumbnail.tsx';
import { Link } from '@tanstack/react-router';

/** The email as an invented contact would get it, small, with its subject. */
export function Preview({ template }: { template: string | null }) {
  const templates = useQuery(trpc.templates.list.queryOptions());
  const found = templates.data?.find((one) => one.name === template);
  return (
    <Paper withBorder radius="lg" style={{ overflow: 'hidden' }}>
      {found ? (
        <>
          <Thumbnail key={found.id} id={found.id} name={found.name} height={380} />
          <Text p="md" size="sm" style={{ borderTop: '1px solid var(--stepwell-line)' }}>
            <PhiBadge phi={found.phi ?? found.topicPhi} /> <b>{found.subject}</b>
            <br />
            <Anchor
              size="sm"
              renderRoot={(props) => (
                <Link {...props} to="/templates/$templateId" params={{ templateId: found.id }} target="_blank" />
              )}
            >
              Look at it closely
            </Anchor>
          </Text>
        </>
      ) : (
        <Text p="xl" c="dimmed" size="sm" ta="center">
          Choose an email to see it here.
        </Text>
      )}
    </Paper>
  );
}
