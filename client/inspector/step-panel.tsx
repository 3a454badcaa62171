import { ActionIcon, Alert, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconDots, IconSwitchHorizontal, IconTrash, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { Change } from '../../server/core/graph/change.ts';
import type { Example } from '../../server/core/example.ts';
import type { Finding } from '../../server/core/finding.ts';
import type { Graph, StepNode } from '../../server/core/graph/model.ts';
import { outletsOf } from '../../server/core/graph/traverse.ts';
import { CommitText } from '../steps/fields/commit-text.tsx';
import { viewOf } from '../steps/registry.tsx';
import { Tag } from '../ui/tag.tsx';
import { Findings } from './findings.tsx';
import { focusOn } from './focus-on.ts';

/** Everything about one step: its name, its settings, what is wrong with it. Edits are change records. */
export function StepPanel({
  node,
  graph,
  catalog,
  findings,
  focusField,
  readOnly,
  apply,
  onRemove,
  onDuplicate,
  onClose,
  onExample,
}: {
  node: StepNode;
  graph: Graph;
  catalog: Catalog;
  findings: readonly Finding[];
  focusField: string | null;
  readOnly: boolean;
  apply: (change: Change) => void;
  onRemove: () => void;
  onDuplicate: () => void;
  onClose: () => void;
  onExample: (example: Example) => void;
}) {
  const view = viewOf(node.type);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focusField) focusOn(panel.current, focusField);
  }, [focusField]);
  if (!view)
    return (
      <Alert color="red" icon={<IconAlertTriangle />} title="Unknown step">
        This version of Stepwell has no step of the type “{node.type}”.
      </Alert>
    );
  const outlets = outletsOf(node);
  const problem = (field: string) =>
    findings.find((one) => one.severity !== 'hint' && (one.field === field || one.field?.startsWith(`${field}.`)))
      ?.message;
  const { Form } = view;
  return (
    <Stack gap="md" ref={panel}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Title order={2} size="h4" style={{ flex: 'none' }}>
          {view.title}
        </Title>
        <Group gap={4} wrap="nowrap" style={{ minWidth: 0 }}>
          <Tag tone="well" title={`${node.id}: this step in results and by the API`}>
            {node.id}
          </Tag>
          <Menu position="bottom-end" width={210}>
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label="More for this step" disabled={readOnly}>
                <IconDots size={18} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={onDuplicate}>
                Duplicate
              </Menu.Item>
              {outlets.length === 2 && (
                <Menu.Item
                  leftSection={<IconSwitchHorizontal size={16} />}
                  onClick={() =>
                    apply({ kind: 'swap-outlets', id: node.id, first: outlets[0]!.id, second: outlets[1]!.id })
                  }
                >
                  Swap where they lead
                </Menu.Item>
              )}
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
                Remove step
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <ActionIcon variant="subtle" color="gray" aria-label="Close the settings" onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mt={-10}>
        {view.help}
      </Text>
      <Findings findings={findings} onExample={onExample} />
      <CommitText
        label="Step name"
        data-field="name"
        value={node.name}
        onCommit={(name) => apply({ kind: 'rename-step', id: node.id, name })}
        disabled={readOnly}
        maxLength={120}
      />
      <Form
        key={node.id}
        node={node}
        graph={graph}
        catalog={catalog}
        readOnly={readOnly}
        problem={problem}
        setConfig={(config) => apply({ kind: 'set-config', id: node.id, config })}
      />
      <CommitText
        label="Note"
        placeholder="For your colleagues; contacts never see it."
        multiline
        value={node.note ?? ''}
        onCommit={(note) => apply({ kind: 'set-note', id: node.id, note })}
        disabled={readOnly}
        maxLength={2000}
      />
    </Stack>
  );
}
