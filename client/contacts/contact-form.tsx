import { Accordion, Alert, Button, Checkbox, Drawer, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { AttributeDefinition, AttributeValue } from '../../server/core/segment/fields.ts';
import { type ClientFailure, failureOf } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { AttributeField } from './attribute-field.tsx';
import { byGroup } from './attribute-groups.ts';

export type Values = Record<string, AttributeValue>;

/** A form over every attribute, by group; only what was changed is handed on. */
export function ContactForm({
  title,
  definitions,
  initial,
  submitLabel,
  onSubmit,
  onClose,
  busy,
  error,
}: {
  title: string;
  definitions: readonly AttributeDefinition[];
  initial: Values;
  submitLabel: string;
  onSubmit: (changes: Values, sharedAddress: boolean) => void;
  onClose: () => void;
  busy: boolean;
  error: unknown;
}) {
  const [changes, setChanges] = useState<Values>({});
  const [shared, setShared] = useState(false);
  const failure = failureOf(error);
  const at = fieldOf(failure);
  const groups = byGroup(definitions);
  const identified = [changes['email'] ?? initial['email'], changes['external_id'] ?? initial['external_id']].some(
    Boolean,
  );
  const set = (key: string, value: AttributeValue) =>
    setChanges((now) => {
      const { [key]: _before, ...rest } = now;
      return same(value, initial[key] ?? null) ? rest : { ...rest, [key]: value };
    });
  const sharing = failure?.code === 'CONTACT_CONFLICT' && at === 'email';
  return (
    <Drawer opened onClose={onClose} title={title} position="right" size="xl" closeOnClickOutside={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(changes, shared);
        }}
        autoComplete="off"
      >
        <Stack>
          {error !== null && error !== undefined && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
              {failure ? failureWords(failure) : 'The server cannot be reached. Try again.'}
            </Alert>
          )}
          {(sharing || shared) && (
            <Checkbox
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
              label="They share this address (a family). Both contacts are flagged, and both have an external id."
            />
          )}
          <Accordion
            multiple
            defaultValue={[
              'Identity',
              ...groups.filter(([, items]) => items.some((one) => one.key === at)).map(([group]) => group),
            ]}
            variant="separated"
          >
            {groups.map(([group, items]) => (
              <Accordion.Item key={group} value={group}>
                <Accordion.Control>
                  <Group gap="xs">
                    <Text fw={600}>{group}</Text>
                    <Text size="sm" c="dimmed">
                      {filledOf(items, initial, changes)} of {items.length}
                    </Text>
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <SimpleGrid cols={{ base: 1, sm: 2 }}>
                    {items.map((one) => (
                      <AttributeField
                        key={one.key}
                        definition={one}
                        value={one.key in changes ? changes[one.key]! : (initial[one.key] ?? null)}
                        onChange={(value) => set(one.key, value)}
                        error={at === one.key && failure ? failure.message : undefined}
                      />
                    ))}
                  </SimpleGrid>
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
          {!identified && (
            <Text size="sm" c="dimmed">
              A contact needs an e-mail address or an external id.
            </Text>
          )}
          <Group justify="flex-end" pos="sticky" bottom={0} py="sm" bg="var(--mantine-color-body)">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={!identified || Object.keys(changes).length === 0}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Drawer>
  );
}

function fieldOf(failure: ClientFailure | null): string | null {
  const field = failure?.details['attribute'];
  return typeof field === 'string' ? field : null;
}

function filledOf(items: readonly AttributeDefinition[], initial: Values, changes: Values): number {
  return items.filter(({ key }) => (key in changes ? changes[key] : (initial[key] ?? null)) !== null).length;
}

function same(a: AttributeValue, b: AttributeValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
