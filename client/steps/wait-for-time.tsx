import { Input, SegmentedControl, Stack } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { waitForTime } from '../../server/core/steps/wait-for-time.ts';
import { WaitAttribute } from './fields/wait-attribute.tsx';
import { WaitUntil } from './fields/wait-until.tsx';
import { WaitWindow } from './fields/wait-window.tsx';
import { DurationInput } from '../ui/duration-input.tsx';
import { defineView } from './view.tsx';
import { waitWords } from './wait-words.ts';

const MODES = [
  { value: 'duration', label: 'A while' },
  { value: 'until', label: 'A date' },
  { value: 'attribute', label: 'Their date' },
] as const;

export const waitForTimeView = defineView(waitForTime, {
  color: 'yellow',
  Icon: IconClock,
  Summary: ({ config, catalog }) =>
    waitWords(config, (key) => catalog.attributes.find((one) => one.key === key)?.label ?? key),
  Form({ config, set, catalog, graph, problem, readOnly }) {
    const mode = config.mode ?? 'duration';
    return (
      <Stack gap="md">
        <Input.Wrapper label="Wait for" data-field="mode">
          <SegmentedControl
            mt={6}
            fullWidth
            aria-label="Wait for"
            data={[...MODES]}
            value={mode}
            onChange={(next) => set({ mode: MODES.find((one) => one.value === next)?.value })}
            disabled={readOnly}
          />
        </Input.Wrapper>
        {mode === 'duration' && (
          <DurationInput
            label="How long"
            description="Days and longer are calendar days: the same time of day."
            value={config.duration}
            onChange={(duration) => set({ duration })}
            error={problem('duration')}
            disabled={readOnly}
          />
        )}
        {mode === 'until' && <WaitUntil config={config} set={set} problem={problem} readOnly={readOnly} />}
        {mode === 'attribute' && (
          <WaitAttribute config={config} set={set} catalog={catalog} problem={problem} readOnly={readOnly} />
        )}
        <WaitWindow
          config={config}
          set={set}
          problem={problem}
          readOnly={readOnly}
          journeyZone={graph.settings.timezone}
        />
      </Stack>
    );
  },
});
