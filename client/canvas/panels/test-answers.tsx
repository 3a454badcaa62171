import { Button, Fieldset, Group, Menu, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useCanvas } from '../state/canvas-context.ts';
import { ValueField } from './value-field.tsx';
import type { Supposed, TestRun } from './test-run-panel.tsx';

type Answer = Omit<Supposed, 'at'>;

/** What the contact does now, at the virtual moment: with one of the emails they were sent, or of their own accord. */
export function TestAnswers({
  run,
  busy,
  onAnswer,
}: {
  run: TestRun;
  busy: boolean;
  onAnswer: (answer: Answer) => void;
}) {
  const { catalog } = useCanvas();
  const [asking, setAsking] = useState<'custom' | 'attribute' | null>(null);
  const out = run.path.some((stop) => stop.exitReason !== null);
  const mails = run.path.flatMap((stop) => (stop.email?.state === 'sent' ? [{ stop, email: stop.email }] : []));
  const latest = [...new Map(mails.map((one) => [one.stop.step, one])).values()].toReversed();
  if (out || run.path.length === 0) return null;
  const here = run.path.at(-1);
  const called = here?.type === 'webhook' && here.leftAt === null ? here.step : null;
  return (
    <div>
      <Text size="sm" fw={650} mb={6}>
        Now the contact…
      </Text>
      <Stack gap={6}>
        {latest.map(({ stop, email }) => {
          const links = catalog.templates.find((one) => one.name === email.template)?.links ?? [];
          const portal = email.decision?.method === 'portal';
          const answer = (kind: Supposed['kind'], link?: string) =>
            onAnswer({ kind, step: stop.step, ...(link === undefined ? {} : { link }) });
          return (
            <Group key={stop.step} gap={6}>
              <Text size="xs" c="dimmed" w="100%" truncate>
                {stop.name}
              </Text>
              {portal ? (
                <Button size="compact-xs" variant="default" disabled={busy} onClick={() => answer('portal_read')}>
                  reads it in the portal
                </Button>
              ) : (
                <Button size="compact-xs" variant="default" disabled={busy} onClick={() => answer('open')}>
                  opens it
                </Button>
              )}
              <Menu withinPortal>
                <Menu.Target>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={busy}
                    rightSection={<IconChevronDown size={12} />}
                  >
                    clicks…
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {links.map((link) => (
                    <Menu.Item key={link} onClick={() => answer('click', link)}>
                      {link}
                    </Menu.Item>
                  ))}
                  <Menu.Item onClick={() => answer('click')}>some link</Menu.Item>
                </Menu.Dropdown>
              </Menu>
              <Button size="compact-xs" variant="default" disabled={busy} onClick={() => answer('reply')}>
                replies
              </Button>
              <Button size="compact-xs" variant="default" disabled={busy} onClick={() => answer('bounce')}>
                it bounces
              </Button>
            </Group>
          );
        })}
        {called !== null && (
          <Group gap={6}>
            {(['success', 'failure'] as const).map((name) => (
              <Button
                key={name}
                size="compact-xs"
                variant="default"
                disabled={busy}
                onClick={() => onAnswer({ kind: 'webhook', step: called, name })}
              >
                {name === 'success' ? 'hears: the webhook is answered' : 'hears: the webhook failed'}
              </Button>
            ))}
          </Group>
        )}
        <Group gap={6}>
          <Button size="compact-xs" variant="default" disabled={busy} onClick={() => setAsking('custom')}>
            does something else…
          </Button>
          <Button size="compact-xs" variant="default" disabled={busy} onClick={() => setAsking('attribute')}>
            has an attribute changed…
          </Button>
        </Group>
      </Stack>
      {asking === 'custom' && <AskEvent onAnswer={onAnswer} onClose={() => setAsking(null)} />}
      {asking === 'attribute' && <AskAttribute onAnswer={onAnswer} onClose={() => setAsking(null)} />}
    </div>
  );
}

function AskEvent({ onAnswer, onClose }: { onAnswer: (answer: Answer) => void; onClose: () => void }) {
  const { drawing } = useCanvas();
  // The events this drawing asks about come first to mind.
  const [known] = useState(() =>
    [...JSON.stringify(drawing.getState().graph).matchAll(/"(?:kind|engaged)":"custom"[^}]*?"name":"([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    ),
  );
  const [name, setName] = useState(known[0] ?? '');
  return (
    <Fieldset legend="A custom event" p="sm" mt="sm">
      <Stack gap="sm">
        <TextInput
          size="xs"
          label="Name of the event"
          placeholder="appointment_booked"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group gap={6}>
          <Button
            size="xs"
            disabled={name.trim() === ''}
            onClick={() => {
              onAnswer({ kind: 'custom', name: name.trim() });
              onClose();
            }}
          >
            It happens now
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function AskAttribute({ onAnswer, onClose }: { onAnswer: (answer: Answer) => void; onClose: () => void }) {
  const { catalog } = useCanvas();
  const [key, setKey] = useState<string | null>(null);
  const [value, setValue] = useState<Supposed['value']>(null);
  const definition = catalog.attributes.find((one) => one.key === key);
  return (
    <Fieldset legend="An attribute changes" p="sm" mt="sm">
      <Stack gap="sm">
        <Select
          size="xs"
          label="Attribute"
          searchable
          data={catalog.attributes.map((one) => ({ value: one.key, label: one.label }))}
          value={key}
          onChange={(next) => {
            setKey(next);
            setValue(null);
          }}
        />
        {definition && <ValueField definition={definition} label="Becomes" value={value ?? null} onChange={setValue} />}
        <Group gap={6}>
          <Button
            size="xs"
            disabled={!definition}
            onClick={() => {
              onAnswer({ kind: 'attribute', attribute: key ?? '', value: value ?? null });
              onClose();
            }}
          >
            It changes now
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
