import { Alert, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { purposeWords } from '../ui/purpose-words.ts';
import { freeName } from './free-name.ts';
import type { Gallery, ReadyJourney } from './gallery-room.tsx';
import css from './gallery.module.css';
import { Miniature } from './miniature.tsx';
import { Strip } from './strip.tsx';

/** What is made when it is missing, in the order shown. Senders are an administrator's. */
const KINDS = [
  ['templates', 'template', 'templates'],
  ['segments', 'segment', 'segments'],
  ['lists', 'list', 'lists'],
  ['attributes', 'attribute', 'attributes'],
] as const;

/** A ready journey before it is used: what it is, what it needs, and what it must be told. */
export function GalleryDetail({
  ready,
  senders,
  names,
  mayEdit,
  onClose,
}: {
  ready: ReadyJourney;
  senders: Gallery['senders'];
  names: readonly string[];
  mayEdit: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const suggested = freeName(ready.graph.name, names);
  const [name, setName] = useState('');
  const own = senders.find((one) => one.name === ready.graph.settings.sender);
  const [sender, setSender] = useState<string | null>((own ?? senders[0])?.name ?? null);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [install, setInstall] = useState(false);
  const [today] = useState(() => new Date());
  const lacking = KINDS.some(([kind]) => ready.missing[kind].length > 0);
  const { mutate, isPending } = useMutation(
    trpc.gallery.use.mutationOptions({
      onSuccess: async ({ id, installed, problems }) => {
        await queries.invalidateQueries();
        const n = installed.length;
        const made = n > 0 ? `${n === 1 ? 'What was missing was' : `${n} missing things were`} made. ` : '';
        notifyDone(`${made}${problems === 0 ? 'The draft is ready.' : 'The draft has problems left; see the list.'}`);
        const hash = problems > 0 ? 'problems' : undefined;
        await navigate({ to: '/journeys/$journeyId', params: { journeyId: id }, ...(hash ? { hash } : {}) });
      },
      onError: notifyFailed,
    }),
  );
  const taken = names.includes(name.trim());
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        <Text span fw={700} size="xl">
          {ready.graph.name}
        </Text>
      }
      size={980}
      radius="lg"
      fullScreen={phone}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ id: ready.id, name: name.trim() || suggested, sender: sender ?? undefined, answers, install });
        }}
      >
        <div className={css['detail']}>
          {phone ? (
            <Strip graph={ready.graph} height={150} />
          ) : (
            <Miniature id={ready.id} graph={ready.graph} height={460} />
          )}
          <Stack gap="md">
            <Text>{ready.summary}</Text>
            <dl className={css['facts']}>
              <dt>For</dt>
              <dd>{ready.audience}</dd>
              <dt>Goal</dt>
              <dd>{ready.goal}</dd>
              <dt>Purpose</dt>
              <dd>
                {purposeWords[ready.purpose].label}. {purposeWords[ready.purpose].help}
              </dd>
            </dl>
            {ready.note && (
              <Alert color="well" icon={<IconInfoCircle size={18} />} p="sm">
                {ready.note}
              </Alert>
            )}
            <TextInput
              label="Name"
              placeholder={suggested}
              value={name}
              maxLength={120}
              onChange={(event) => setName(event.currentTarget.value)}
              error={taken ? 'Another journey has this name.' : undefined}
              disabled={!mayEdit}
            />
            <Select
              label="Send as"
              data={senders.map((one) => ({ value: one.name, label: `${one.name} <${one.address}>` }))}
              value={sender}
              onChange={setSender}
              allowDeselect={false}
              placeholder="No verified sender yet: an administrator adds one in Settings"
              disabled={!mayEdit || senders.length === 0}
            />
            {ready.asks.map(({ id, label }) => (
              <DateTimePicker
                key={id}
                label={label}
                placeholder="Pick a date and time"
                value={answers[id]?.replace('T', ' ') ?? null}
                onChange={(value) =>
                  setAnswers((now) => {
                    const { [id]: _before, ...others } = now;
                    return value ? { ...others, [id]: value.slice(0, 16).replace(' ', 'T') } : others;
                  })
                }
                valueFormat="MMM D, YYYY HH:mm"
                minDate={today}
                description="The emails go out around it. You can change each date later."
                disabled={!mayEdit}
              />
            ))}
            <Needs ready={ready} install={install} onInstall={setInstall} disabled={!mayEdit} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              {mayEdit && (
                <Button
                  type="submit"
                  loading={isPending}
                  disabled={taken || ready.asks.some(({ id }) => answers[id] === undefined)}
                >
                  {lacking && install ? 'Make what is missing, and the draft' : 'Make a draft of it'}
                </Button>
              )}
            </Group>
          </Stack>
        </div>
      </form>
    </Modal>
  );
}

function Needs({
  ready: { needed, missing },
  install,
  onInstall,
  disabled,
}: {
  ready: ReadyJourney;
  install: boolean;
  onInstall: (yes: boolean) => void;
  disabled: boolean;
}) {
  const mayAttributes = useMay('attributes.edit');
  const count = KINDS.reduce(
    (sum, [kind]) => sum + (kind === 'attributes' && !mayAttributes ? 0 : missing[kind].length),
    0,
  );
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600}>
        What it needs
      </Text>
      {KINDS.filter(([kind]) => needed[kind].length > 0).map(([kind, singular, plural]) => {
        const lacks = missing[kind];
        const Icon = lacks.length > 0 ? IconAlertTriangle : IconCircleCheck;
        const n = needed[kind].length;
        return (
          <Group key={kind} gap={8} wrap="nowrap" align="flex-start">
            <Icon
              size={18}
              style={{ flex: 'none', marginTop: 2 }}
              color={`var(--mantine-color-${lacks.length > 0 ? 'orange-6' : 'teal-6'})`}
              aria-hidden
            />
            <Text size="sm">
              {n} {n === 1 ? singular : plural}
              {lacks.length === 0 ? ', here' : `: missing ${lacks.map((one) => `“${one}”`).join(', ')}`}
              {kind === 'attributes' && lacks.length > 0 && !mayAttributes ? '. An administrator can add them.' : ''}
            </Text>
          </Group>
        );
      })}
      {count > 0 && (
        <Checkbox
          label={`Make the ${count === 1 ? 'one' : count} that ${count === 1 ? 'is' : 'are'} missing. Nothing that exists is changed.`}
          checked={install}
          onChange={(event) => onInstall(event.currentTarget.checked)}
          disabled={disabled}
        />
      )}
      <Text size="xs" c="dimmed">
        The emails hold example addresses and telephone numbers. Put your own in before you publish.
      </Text>
    </Stack>
  );
}
