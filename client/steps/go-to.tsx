import { NumberInput, SegmentedControl, Select, Stack } from '@mantine/core';
import { IconArrowBack } from '@tabler/icons-react';
import { goTo } from '../../server/core/steps/go-to.ts';
import { defineView } from './view.tsx';

export const goToView = defineView(goTo, {
  color: 'cyan',
  Icon: IconArrowBack,
  Summary({ config, graph }) {
    const target = config.target;
    if (!target) return 'Choose where to';
    if ('journey' in target) return target.journey ? `Journey: ${target.journey}` : 'Choose a journey';
    return graph.steps.find((step) => step.id === target.step)?.name ?? 'Choose where to';
  },
  Form({ config, set, node, graph, catalog, problem, readOnly }) {
    const target = config.target ?? { step: '' };
    const toJourney = 'journey' in target;
    return (
      <Stack gap="md">
        <SegmentedControl
          fullWidth
          aria-label="Go to"
          data={[
            { value: 'step', label: 'A step here' },
            { value: 'journey', label: 'Another journey' },
          ]}
          value={toJourney ? 'journey' : 'step'}
          onChange={(kind) => set({ target: kind === 'journey' ? { journey: '' } : { step: '' } })}
          disabled={readOnly}
        />
        {toJourney ? (
          <Select
            label="Journey"
            data-field="target.journey"
            searchable
            placeholder="Choose a journey"
            data={catalog.journeys.filter((one) => one.name !== graph.name).map((one) => one.name)}
            value={target.journey || null}
            onChange={(journey) => set({ target: { journey: journey ?? '' } })}
            error={problem('target')}
            disabled={readOnly}
          />
        ) : (
          <>
            <Select
              label="Step"
              data-field="target.step"
              searchable
              placeholder="Choose a step"
              data={graph.steps
                .filter((step) => step.id !== node.id)
                .map((step) => ({ value: step.id, label: step.name }))}
              value={target.step || null}
              onChange={(step) => set({ target: { step: step ?? '' } })}
              error={problem('target')}
              disabled={readOnly}
            />
            <NumberInput
              label="Rounds allowed"
              description="How many more times a step already visited may be entered this way. With 0 nobody goes round."
              data-field="repeats"
              min={0}
              max={100}
              allowDecimal={false}
              value={config.repeats ?? 0}
              onChange={(repeats) => typeof repeats === 'number' && set({ repeats })}
              error={problem('repeats')}
              disabled={readOnly}
            />
          </>
        )}
      </Stack>
    );
  },
});
