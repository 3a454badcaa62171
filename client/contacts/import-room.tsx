import { Anchor, Stepper } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { ImportDrop } from './import-drop.tsx';
import { ImportMapping } from './import-mapping.tsx';
import { ImportRun } from './import-run.tsx';
import { RecentImports } from './recent-imports.tsx';

/** The import kept in the address, so that a reload comes back to where it was. */
function fromAddress(): string | null {
  return new URLSearchParams(window.location.hash.slice(1)).get('import');
}

/** File, columns, run: a CSV becomes contacts. */
export function ImportRoom() {
  const [id, setId] = useState<string | null>(fromAddress);
  const open = (next: string | null) => {
    window.history.replaceState(window.history.state, '', next ? `#import=${next}` : window.location.pathname);
    setId(next);
  };
  const query = useQuery(
    trpc.imports.get.queryOptions(
      { id: id ?? '' },
      {
        enabled: id !== null,
        retry: false,
        refetchInterval: ({ state }) => (isMoving(state.data?.state) ? 500 : false),
      },
    ),
  );
  const row = id && !query.isError ? query.data : undefined;
  const step = !row ? 0 : row.state === 'uploaded' || row.state === 'uploading' ? 1 : 2;
  return (
    <Page
      title="Import contacts"
      lead="A CSV file is read row by row: good rows go in, the others come back to you in a file with the reason beside each."
      actions={<Anchor renderRoot={(props) => <Link {...props} to="/contacts" />}>All contacts</Anchor>}
    >
      <Stepper active={step} size="sm" allowNextStepsSelect={false}>
        <Stepper.Step label="File" description="Sealed as it arrives" />
        <Stepper.Step label="Columns" description="What each one holds" />
        <Stepper.Step label="Run" description="Row by row" />
      </Stepper>
      {id && query.isPending && <Loading what="the import" />}
      {(!id || query.isError) && (
        <>
          <ImportDrop onUploaded={open} />
          <RecentImports onOpen={open} />
        </>
      )}
      {row && step === 1 && <ImportMapping key={row.id} row={row} onCancelled={() => open(null)} />}
      {row && step === 2 && <ImportRun row={row} onAnother={() => open(null)} />}
    </Page>
  );
}

function isMoving(state: string | undefined): boolean {
  return state === 'waiting' || state === 'running' || state === 'uploading';
}
