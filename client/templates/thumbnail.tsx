import { Box, Center, Skeleton, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { previewDocument } from './preview-document.ts';

const WIDTH = 660;
const SCALE = 0.48;

/** The real mail, small. Asked for only when the card comes into view. */
export function Thumbnail({ id, name, height = 230 }: { id: string; name: string; height?: number }) {
  const { ref, entry } = useIntersection({ rootMargin: '200px' });
  const seen = entry?.isIntersecting ?? false;
  const { data, isError } = useQuery({
    ...trpc.templates.thumbnail.queryOptions({ id }),
    enabled: seen,
    staleTime: 60_000,
  });
  return (
    <Box ref={ref} h={height} style={{ overflow: 'hidden', position: 'relative', background: '#eef2f4' }} aria-hidden>
      {data?.html ? (
        <iframe
          title={`Picture of ${name}`}
          sandbox=""
          tabIndex={-1}
          srcDoc={previewDocument(data.html, 'desktop')}
          style={{
            width: WIDTH,
            height: height / SCALE,
            border: 0,
            position: 'absolute',
            left: '50%',
            top: 0,
            transform: `translateX(-50%) scale(${SCALE})`,
            transformOrigin: 'top center',
            pointerEvents: 'none',
          }}
        />
      ) : data || isError ? (
        <Center h="100%">
          <Text size="sm" c="#52606b">
            No preview yet: the draft has problems
          </Text>
        </Center>
      ) : (
        <Skeleton h="100%" radius={0} />
      )}
    </Box>
  );
}
