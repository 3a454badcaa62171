import { ActionIcon, Box, Button, Group, SegmentedControl, Switch, Text, Tooltip } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconX } from '@tabler/icons-react';
import { RuleRow } from './rule-row.tsx';
import { type GroupNode, type RuleNode, nodeId } from './rule-tree.ts';
import styles from './segments.module.css';
import type { World } from './world.ts';

const DEEPEST = 4;

/** A group of rules that must all, or any of them, hold; groups inside groups, each a shade deeper. */
export function RuleGroup({
  node,
  world,
  onChange,
  onRemove,
  disabled,
  depth = 0,
}: {
  node: GroupNode;
  world: World;
  onChange: (node: GroupNode) => void;
  onRemove?: () => void;
  disabled: boolean;
  depth?: number;
}) {
  const name = depth === 0 ? 'the rule' : 'this group';
  const replace = (id: string, next: RuleNode | null) =>
    onChange({ ...node, items: node.items.flatMap((item) => (item.id === id ? (next ? [next] : []) : [item])) });
  const add = (item: RuleNode) => onChange({ ...node, items: [...node.items, item] });
  return (
    <Box
      className={styles['group']}
      data-depth={Math.min(depth, 2)}
      data-not={node.not}
      component="fieldset"
      aria-label={depth === 0 ? 'Rule' : `Group ${depth} deep`}
    >
      <Group gap="sm">
        <SegmentedControl
          aria-label={`How the parts of ${name} combine`}
          value={node.join}
          onChange={(join) => onChange({ ...node, join: join === 'any' ? 'any' : 'all' })}
          disabled={disabled}
          data={[
            { value: 'all', label: 'AND' },
            { value: 'any', label: 'OR' },
          ]}
        />
        <Tooltip label="Turn the whole group round: those for whom it is not so" withArrow>
          <Switch
            label="Not"
            checked={node.not}
            onChange={(event) => onChange({ ...node, not: event.currentTarget.checked })}
            disabled={disabled}
          />
        </Tooltip>
        {!disabled && (
          <>
            <Button leftSection={<IconPlus size={16} />} onClick={() => add(startTest(world))}>
              Rule
            </Button>
            {depth < DEEPEST && (
              <Button
                variant="light"
                leftSection={<IconFolderPlus size={16} />}
                onClick={() =>
                  add({
                    kind: 'group',
                    id: nodeId(),
                    not: false,
                    join: node.join === 'all' ? 'any' : 'all',
                    items: [startTest(world)],
                  })
                }
              >
                Group
              </Button>
            )}
          </>
        )}
        {onRemove && !disabled && (
          <ActionIcon variant="subtle" color="red" size="lg" aria-label="Remove this group" onClick={onRemove}>
            <IconX size={18} />
          </ActionIcon>
        )}
      </Group>
      {node.items.length === 0 ? (
        <Text c="dimmed" size="sm" mt="sm">
          Nothing here yet. Add a rule.
        </Text>
      ) : (
        <div className={styles['items']}>
          {node.items.map((item) => (
            <div key={item.id} className={styles['item']}>
              {item.kind === 'group' ? (
                <RuleGroup
                  node={item}
                  world={world}
                  onChange={(next) => replace(item.id, next)}
                  onRemove={() => replace(item.id, null)}
                  disabled={disabled}
                  depth={depth + 1}
                />
              ) : (
                <RuleRow
                  node={item}
                  world={world}
                  onChange={(next) => replace(item.id, next)}
                  onRemove={() => replace(item.id, null)}
                  disabled={disabled}
                />
              )}
            </div>
          ))}
        </div>
      )}
    </Box>
  );
}

/** A new rule begins with something that exists here, so that it can be counted at once. */
function startTest(world: World): RuleNode {
  const choice =
    world.attributes.find((one) => one.key === 'plan') ?? world.attributes.find((one) => one.type === 'choice');
  const value = choice?.choices[0];
  return {
    kind: 'test',
    id: nodeId(),
    not: false,
    test:
      choice && value !== undefined
        ? { attribute: choice.key, op: 'eq', value }
        : { attribute: world.attributes[0]?.key ?? 'email', op: 'exists' },
  };
}
