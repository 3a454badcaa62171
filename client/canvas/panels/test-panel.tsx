import { SegmentedControl, Stack } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { DryRunPanel } from './dry-run-panel.tsx';
import { PanelHead } from './panel-head.tsx';
import { TestRunPanel } from './test-run-panel.tsx';
import { useCanvas, useView } from '../state/canvas-context.ts';

/** The drawing rehearsed: one contact step by step, or everyone of a list or segment at once. Nothing is sent or written. */
export function TestPanel() {
  const { view } = useCanvas();
  const many = useView((state) => state.rehearseMany);
  const mayCount = useMay('results.read');
  const example = useView((view) => view.example);
  const shown = many && example === null;
  return (
    <Stack gap="md">
      <PanelHead title="Test run" lead="A rehearsal on a virtual clock. Nothing is sent, nobody is enrolled." />
      {mayCount && (
        <SegmentedControl
          fullWidth
          aria-label="Rehearse"
          data={[
            { value: 'one', label: 'One contact' },
            { value: 'many', label: 'Many: dry run' },
          ]}
          value={shown ? 'many' : 'one'}
          onChange={(next) => view.setState({ rehearseMany: next === 'many', example: null })}
        />
      )}
      {shown ? <DryRunPanel /> : <TestRunPanel key={example ? JSON.stringify(example) : ''} example={example} />}
    </Stack>
  );
}
