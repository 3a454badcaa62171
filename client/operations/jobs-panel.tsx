import { type Figures, numberWords } from './figures.ts';
import { Panel } from './panel.tsx';

const TASKS: Readonly<Record<string, string>> = {
  'import-contacts': 'Imports',
  'start-journey': 'Bulk starts',
  'portal-code': 'Portal codes',
  'purge-inbound': 'Clearing returned mail',
  'purge-portal': 'Clearing the portal',
  watch: 'The watch',
};

/** Long jobs that are not a contact's walk. */
export function JobsPanel({ figures }: { figures: Figures }) {
  return (
    <Panel
      title="Jobs"
      head={['Job', 'Waiting', 'Running', 'Given up']}
      rows={figures.jobs.map(({ task, waiting, running, failed }) => ({
        key: task,
        cells: [TASKS[task] ?? task, numberWords(waiting), numberWords(running), numberWords(failed)],
      }))}
      none="None waits, none is running."
    />
  );
}
