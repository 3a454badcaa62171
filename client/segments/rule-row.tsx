import { ActionIcon, Badge, Group, Select, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { Filter } from '../../server/core/segment/ast.ts';
import { firstTest, subjectOf, subjects } from '../ui/filter-subjects.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { AttributeTest } from './attribute-test.tsx';
import { DeliveryTest } from './delivery-test.tsx';
import { EngagementTest } from './engagement-test.tsx';
import { MembershipTest } from './membership-test.tsx';
import type { Test, TestNode } from './rule-tree.ts';
import styles from './segments.module.css';
import type { World } from './world.ts';

/** One rule on one line: about what, how, against what. */
export function RuleRow({
  node,
  world,
  onChange,
  onRemove,
  disabled,
}: {
  node: TestNode;
  world: World;
  onChange: (node: TestNode) => void;
  onRemove: () => void;
  disabled: boolean;
}) {
  const { test } = node;
  const change = (next: Test) => onChange({ ...node, test: next });
  const phi = 'attribute' in test ? world.attributes.find((one) => one.key === test.attribute)?.phi : undefined;
  const membership = 'segment' in test || 'list' in test;
  return (
    <fieldset className={styles['rule']} aria-label="Rule">
      <div className={styles['parts']}>
        <Select
          aria-label="What the rule is about"
          searchable
          data={subjects(world)}
          value={subjectOf(test)}
          onChange={(subject) => subject && onChange({ ...node, not: false, test: asTest(firstTest(subject, world)) })}
          renderOption={({ option }) => <Subject label={option.label} value={option.value} world={world} />}
          rightSection={phi && phi !== 'P0' ? <PhiBadge phi={phi} size="xs" /> : undefined}
          rightSectionWidth={phi && phi !== 'P0' ? (phi === 'P1' ? 40 : 66) : undefined}
          allowDeselect={false}
          disabled={disabled}
          maxDropdownHeight={360}
          comboboxProps={{ width: 320, position: 'bottom-start' }}
          w={{ base: '100%', sm: 260 }}
          error={'attribute' in test && !phi ? 'This attribute does not exist any more' : undefined}
        />
        {node.not && !membership && (
          <Badge
            color="red"
            variant="light"
            rightSection={
              !disabled && (
                <ActionIcon
                  size={16}
                  variant="transparent"
                  color="red"
                  aria-label="Take “not” away"
                  onClick={() => onChange({ ...node, not: false })}
                >
                  <IconX size={12} />
                </ActionIcon>
              )
            }
          >
            not
          </Badge>
        )}
        {'attribute' in test && <AttributeTest test={test} world={world} onChange={change} disabled={disabled} />}
        {'engaged' in test && <EngagementTest test={test} world={world} onChange={change} disabled={disabled} />}
        {'delivery' in test && <DeliveryTest test={test} onChange={change} disabled={disabled} />}
        {('segment' in test || 'list' in test) && (
          <MembershipTest
            test={test}
            out={node.not}
            world={world}
            onChange={(next, out) => onChange({ ...node, test: next, not: out })}
            disabled={disabled}
          />
        )}
      </div>
      {!disabled && (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Remove this rule" onClick={onRemove}>
          <IconX size={18} />
        </ActionIcon>
      )}
    </fieldset>
  );
}

function Subject({ label, value, world }: { label: string; value: string; world: World }) {
  const phi = world.attributes.find((one) => `attribute:${one.key}` === value)?.phi;
  return (
    <Group gap="xs" wrap="nowrap" justify="space-between" w="100%">
      <Text size="sm">{label}</Text>
      {phi && phi !== 'P0' && <PhiBadge phi={phi} size="xs" />}
    </Group>
  );
}

/** What a picker offers is always a single test. */
function asTest(filter: Filter): Test {
  if ('all' in filter || 'any' in filter || 'not' in filter) throw new Error('A picker offered a group.');
  return filter;
}
