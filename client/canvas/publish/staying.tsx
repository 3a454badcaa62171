import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPin } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { useCanvas } from '../state/canvas-context.ts';

export interface StayingGroup {
  version: number;
  step: string;
  people: number;
}

/** Who stays on older versions, and letting them go on to the newest. */
export function Staying({ pinned, live }: { pinned: readonly StayingGroup[]; live: number | null }) {
  const { journeyId } = useCanvas();
  const mayPublish = useMay('journeys.publish');
  const queries = useQueryClient();
  const { mutate, isPending, variables } = useMutation(
    trpc.journeys.release.mutationOptions({
      onSuccess: () => {
        notifyDone(`They follow version ${live ?? ''} now.`);
        void queries.invalidateQueries(trpc.journeys.plan.queryFilter());
      },
      onError: notifyFailed,
    }),
  );
  const byVersion = new Map<number, number>();
  for (const { version, people } of pinned) byVersion.set(version, (byVersion.get(version) ?? 0) + people);
  return [...byVersion].map(([version, people]) => (
    <Alert key={version} color="well" icon={<IconPin size={18} />} p="sm">
      <Text size="sm">
        {wholeNumber(people)} {people === 1 ? 'person stays' : 'people stay'} on version {version}.
      </Text>
      {mayPublish && (
        <Group mt={6}>
          <Button
            size="compact-sm"
            variant="light"
            loading={isPending && variables?.version === version}
            onClick={() => {
              const who = people === 1 ? 'this person' : `these ${wholeNumber(people)} people`;
              if (
                window.confirm(
                  `Let ${who} go on by version ${live ?? ''}? What it decided for the steps they stand at applies.`,
                )
              )
                mutate({ id: journeyId, version });
            }}
          >
            Let them follow version {live}
          </Button>
        </Group>
      )}
    </Alert>
  ));
}
