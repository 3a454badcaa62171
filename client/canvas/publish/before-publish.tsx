import { Alert, Button, Checkbox, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type Finding, findingKey } from '../../../server/core/finding.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { stepWords } from '../state/words.ts';

/** Errors, each a way to where it is mended, and warnings to tick. */
export function BeforePublish({
  errors,
  warnings,
  seen,
  onSeen,
}: {
  errors: readonly Finding[];
  warnings: readonly Finding[];
  /** Keys of the warnings that were ticked. */
  seen: readonly string[];
  onSeen: (seen: readonly string[]) => void;
}) {
  const { view } = useCanvas();
  const graph = useGraph((one) => one);
  return (
    <>
      {errors.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Fix before publishing" p="sm">
          <Stack gap={6} align="flex-start">
            {errors.map((one) => (
              <Button
                key={findingKey(one)}
                variant="subtle"
                color="red"
                size="compact-sm"
                h="auto"
                py={4}
                styles={{ label: { whiteSpace: 'normal', textAlign: 'left' } }}
                onClick={() => {
                  view.setState({ panel: 'inspector' });
                  view.select(one.step ?? TRIGGER, one.field ?? null);
                }}
              >
                {one.step ? `${stepWords(graph, one.step)}: ` : ''}
                {one.message}
              </Button>
            ))}
          </Stack>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            Tick what you have seen
          </Text>
          {warnings.map((one) => (
            <Checkbox
              key={findingKey(one)}
              color="yellow.8"
              checked={seen.includes(findingKey(one))}
              onChange={(event) =>
                onSeen(
                  event.currentTarget.checked
                    ? [...seen, findingKey(one)]
                    : seen.filter((key) => key !== findingKey(one)),
                )
              }
              label={`${one.step ? `${stepWords(graph, one.step)}: ` : ''}${one.message}`}
            />
          ))}
        </Stack>
      )}
    </>
  );
}
