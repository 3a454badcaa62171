import { Alert, Autocomplete, Button, Checkbox, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlay, IconTestPipe } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { failureOf } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import type { ImportOptions, ImportRow } from './import-types.ts';
import { MappingTable } from './mapping-table.tsx';

const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
] as const;

/** What each column holds, how the file is written, which list the contacts join. */
export function ImportMapping({ row, onCancelled }: { row: ImportRow; onCancelled: () => void }) {
  const [options, setOptions] = useState<ImportOptions>(
    row.options ?? { delimiter: ',', encoding: 'utf-8', dateOrder: 'mdy', sharedAddress: false, dryRun: false },
  );
  const [chosen, setChosen] = useState<Record<string, string | null>>({});
  const [list, setList] = useState(row.listName ?? '');
  const attributes = useQuery(trpc.attributes.list.queryOptions());
  const lists = useQuery(trpc.lists.list.queryOptions());
  const { delimiter, encoding } = options;
  const preview = useQuery(
    trpc.imports.preview.queryOptions(
      { id: row.id, delimiter, encoding },
      { staleTime: Infinity, placeholderData: keepPreviousData, retry: false },
    ),
  );
  const reload = () => queryClient.invalidateQueries({ queryKey: trpc.imports.pathKey() });
  const start = useMutation(trpc.imports.start.mutationOptions({ onError: notifyFailed, onSuccess: reload }));
  const cancel = useMutation(trpc.imports.cancel.mutationOptions({ onError: notifyFailed, onSuccess: onCancelled }));
  const failure = failureOf(preview.error);
  if (failure)
    return (
      <Alert color="red" title="The file cannot be read" icon={<IconAlertTriangle size={18} />}>
        {failureWords(failure)}
      </Alert>
    );
  if (!preview.data || !attributes.data) return <Loading what="the first rows" />;
  const { guesses, header, faults, notUtf8 } = preview.data;
  const guessed = Object.keys(row.mapping).length > 0 ? row.mapping : guesses;
  const mapping: Record<string, string> = {};
  for (const column of header) {
    const key = column in chosen ? chosen[column] : guessed[column];
    if (key) mapping[column] = key;
  }
  const keys = Object.values(mapping);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  const identified = keys.includes('email') || keys.includes('external_id');
  const ready = !twice && identified;
  const set = (part: Partial<ImportOptions>) => setOptions((now) => ({ ...now, ...part }));
  const run = (dryRun: boolean) =>
    start.mutate({ id: row.id, mapping, options: { ...options, dryRun }, list: list.trim() || null });

  return (
    <Stack>
      {notUtf8 && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="The file is not UTF-8">
          Rows with letters such as é or ñ would be rejected. If it comes from an older Windows program, read it as
          Windows-1252.{' '}
          <Button size="compact-sm" variant="light" color="orange" onClick={() => set({ encoding: 'windows-1252' })}>
            Read it so
          </Button>
        </Alert>
      )}
      {faults.length > 0 && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} title="Some of the first rows will be rejected">
          {faults.slice(0, 3).map((one) => (
            <Text size="sm" key={one.line}>
              Line {one.line}: {one.fault}
            </Text>
          ))}
        </Alert>
      )}
      <Paper withBorder p="md" radius="md" bg="var(--stepwell-card)">
        <Group align="flex-end" gap="md">
          <Select
            label="Cells are separated by"
            data={DELIMITERS.map((one) => ({ ...one }))}
            value={delimiter}
            onChange={(next) => {
              const found = DELIMITERS.find((one) => one.value === next);
              if (found) set({ delimiter: found.value });
            }}
            allowDeselect={false}
            w={180}
          />
          <Select
            label="Letters are written in"
            data={[
              { value: 'utf-8', label: 'UTF-8' },
              { value: 'windows-1252', label: 'Windows-1252' },
            ]}
            value={encoding}
            onChange={(next) => set({ encoding: next === 'windows-1252' ? 'windows-1252' : 'utf-8' })}
            allowDeselect={false}
            w={180}
          />
          <Select
            label="03/04/2026 means"
            data={[
              { value: 'mdy', label: 'March 4' },
              { value: 'dmy', label: 'April 3' },
            ]}
            value={options.dateOrder}
            onChange={(next) => set({ dateOrder: next === 'dmy' ? 'dmy' : 'mdy' })}
            allowDeselect={false}
            w={170}
          />
          <Autocomplete
            label="Put them on the list"
            placeholder="None, or type a new name"
            data={lists.data?.map((one) => one.name) ?? []}
            value={list}
            onChange={setList}
            maxLength={120}
            w={260}
          />
        </Group>
        <Checkbox
          mt="md"
          label="Several contacts may have one e-mail address (families)"
          description="Each then needs an external id, and both contacts are flagged. Otherwise a later row with the same address is rejected."
          checked={options.sharedAddress}
          onChange={(event) => set({ sharedAddress: event.currentTarget.checked })}
        />
      </Paper>
      <MappingTable
        preview={preview.data}
        attributes={attributes.data}
        mapping={mapping}
        onMap={(column, key) => setChosen((now) => ({ ...now, [column]: key }))}
        twice={twice}
      />
      <Group justify="space-between">
        <Text size="sm" c={ready ? 'dimmed' : 'red'} aria-live="polite">
          {twice
            ? 'Two columns are mapped to the same attribute.'
            : identified
              ? 'Contacts that exist are updated; empty cells leave what is known as it is.'
              : 'Map a column to Email or External id: contacts are told apart by one of them.'}
        </Text>
        <Group gap="sm">
          <Button variant="subtle" color="red" loading={cancel.isPending} onClick={() => cancel.mutate({ id: row.id })}>
            Discard the file
          </Button>
          <Button
            variant="default"
            leftSection={<IconTestPipe size={16} />}
            disabled={!ready}
            loading={start.isPending}
            onClick={() => run(true)}
          >
            Check only
          </Button>
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            disabled={!ready}
            loading={start.isPending}
            onClick={() => run(false)}
          >
            Import
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
