import { Accordion, Checkbox, Select, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { worldOf } from '../../../server/core/graph/catalog.ts';
import { needsOf } from '../../../server/core/graph/needs.ts';
import { prepare } from '../../../server/core/graph/prepare.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import type { Invented } from './test-run-panel.tsx';
import { ValueField } from './value-field.tsx';

const SAMPLES = [
  { value: 'full', label: 'With every attribute' },
  { value: 'spanish', label: 'Who reads Spanish' },
  { value: 'sparse', label: 'With only an address' },
  { value: 'none', label: 'With only what is set below' },
] as const;

const PROVES = [
  { value: 'T2', label: 'a valid certificate (T2)' },
  { value: 'T3', label: 'a pinned certificate (T3)' },
  { value: 'T4', label: 'DANE (T4)' },
  { value: 'T1', label: 'encryption only (T1)' },
  { value: 'T0', label: 'no encryption (T0)' },
] as const;

const KEYS = [
  { value: 'pgp', label: 'PGP' },
  { value: 'smime', label: 'S/MIME' },
] as const;

/** Somebody invented to walk the drawing: who they are, as far as it asks, and where they get their mail. */
export function InventedContact({ value, onChange }: { value: Invented; onChange: (value: Invented) => void }) {
  const { catalog } = useCanvas();
  const graph = useGraph((one) => one);
  const asked = useMemo(() => askedOf(graph, catalog), [graph, catalog]);
  const { values = {}, lists = [], segments = [], mailbox = {} } = value;
  const toggle = (names: readonly string[], name: string, on: boolean) =>
    on ? [...names, name] : names.filter((one) => one !== name);
  return (
    <Stack gap="sm">
      <Select
        label="Somebody"
        data={[...SAMPLES]}
        value={value.sample ?? 'full'}
        onChange={(next) => onChange({ ...value, sample: SAMPLES.find((one) => one.value === next)?.value ?? 'full' })}
        allowDeselect={false}
      />
      <Accordion variant="contained" multiple chevronPosition="right">
        <Accordion.Item value="who">
          <Accordion.Control>
            <Text size="sm">What this drawing asks about</Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap={8}>
              {asked.attributes.map((definition) => (
                <ValueField
                  key={definition.key}
                  definition={definition}
                  value={values[definition.key] ?? null}
                  onChange={(next) => {
                    const { [definition.key]: _, ...others } = values;
                    onChange({ ...value, values: next === null ? others : { ...others, [definition.key]: next } });
                  }}
                />
              ))}
              {asked.lists.map((name) => (
                <Checkbox
                  key={name}
                  size="xs"
                  label={`On the list “${name}”`}
                  checked={lists.includes(name)}
                  onChange={(event) => onChange({ ...value, lists: toggle(lists, name, event.currentTarget.checked) })}
                />
              ))}
              {asked.segments.map((name) => (
                <Checkbox
                  key={name}
                  size="xs"
                  label={`In the segment “${name}”`}
                  checked={segments.includes(name)}
                  onChange={(event) =>
                    onChange({ ...value, segments: toggle(segments, name, event.currentTarget.checked) })
                  }
                />
              ))}
              {asked.attributes.length + asked.lists.length + asked.segments.length === 0 && (
                <Text size="xs" c="dimmed">
                  It asks about nothing that could be set here.
                </Text>
              )}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="mail">
          <Accordion.Control>
            <Text size="sm">Where they get their mail</Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap={8}>
              <Select
                size="xs"
                label="Their mail server proves"
                data={[...PROVES]}
                value={mailbox.assurance ?? 'T2'}
                onChange={(next) =>
                  onChange({
                    ...value,
                    mailbox: { ...mailbox, assurance: PROVES.find((one) => one.value === next)?.value ?? 'T2' },
                  })
                }
                allowDeselect={false}
              />
              <Select
                size="xs"
                label="Key on file"
                placeholder="none"
                data={[...KEYS]}
                value={mailbox.key ?? null}
                onChange={(next) =>
                  onChange({
                    ...value,
                    mailbox: { ...mailbox, key: KEYS.find((one) => one.value === next)?.value ?? null },
                  })
                }
                clearable
              />
              <Checkbox
                size="xs"
                label="Has signed a marketing authorization"
                checked={mailbox.authorized ?? false}
                onChange={(event) =>
                  onChange({ ...value, mailbox: { ...mailbox, authorized: event.currentTarget.checked } })
                }
              />
              <Checkbox
                size="xs"
                label="Address is suppressed"
                checked={mailbox.suppressed ?? false}
                onChange={(event) =>
                  onChange({ ...value, mailbox: { ...mailbox, suppressed: event.currentTarget.checked } })
                }
              />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}

/** The attributes and memberships on which this drawing's way depends; none while it cannot be walked. */
function askedOf(graph: Parameters<typeof prepare>[0], catalog: Parameters<typeof worldOf>[0]) {
  try {
    const { vocabulary } = worldOf(catalog);
    const needs = needsOf(prepare(graph), vocabulary);
    return {
      attributes: catalog.attributes.filter(({ key }) => needs.attributes.has(key)),
      lists: [...needs.lists],
      segments: [...needs.segments],
    };
  } catch {
    return { attributes: [], lists: [], segments: [] };
  }
}
