import { Button, Group, Modal, SimpleGrid, Stack, Text, TextInput, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconFile, IconRoute } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import { freeName } from './free-name.ts';
import css from './journeys.module.css';
import { blankJourney, readyJourneys } from './ready.ts';

const BLANK = 'blank';

/** A new journey: a blank sheet, or one of the ready drawings, under a name of its own. */
export function CreateJourney({
  opened,
  onClose,
  names,
}: {
  opened: boolean;
  onClose: () => void;
  names: readonly string[];
}) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(BLANK);
  const [name, setName] = useState('');
  const ready = readyJourneys.find((one) => one.id === chosen);
  const suggested = freeName(ready?.title ?? 'New journey', names);
  const { mutate, isPending } = useMutation(
    trpc.journeys.create.mutationOptions({
      onSuccess: async ({ id }) => {
        onClose();
        await queries.invalidateQueries(trpc.journeys.list.queryFilter());
        await navigate({ to: '/journeys/$journeyId', params: { journeyId: id } });
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Modal opened={opened} onClose={onClose} title="New journey" size="xl" radius="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const called = name.trim() || suggested;
          mutate({ graph: ready ? { ...ready.graph, name: called } : blankJourney(called) });
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            data-autofocus
            placeholder={suggested}
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.currentTarget.value)}
            error={names.includes(name.trim()) ? 'Another journey has this name.' : undefined}
          />
          <Text size="sm" fw={500}>
            Begin with
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 3 }} spacing="sm">
            <Choice
              chosen={chosen === BLANK}
              onChoose={() => setChosen(BLANK)}
              icon={<IconFile size={18} />}
              color="gray"
              title="A blank sheet"
              about="A trigger, and everything else yours to draw."
            />
            {readyJourneys.map((one) => (
              <Choice
                key={one.id}
                chosen={chosen === one.id}
                onChoose={() => setChosen(one.id)}
                icon={<IconRoute size={18} />}
                color={one.color}
                title={one.title}
                about={one.about}
              />
            ))}
          </SimpleGrid>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending} disabled={names.includes(name.trim())}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Choice({
  chosen,
  onChoose,
  icon,
  color,
  title,
  about,
}: {
  chosen: boolean;
  onChoose: () => void;
  icon: React.ReactNode;
  color: string;
  title: string;
  about: string;
}) {
  return (
    <UnstyledButton className={css['ready']} data-chosen={chosen || undefined} aria-pressed={chosen} onClick={onChoose}>
      <ThemeIcon variant="light" color={color} size={34} radius="md">
        {icon}
      </ThemeIcon>
      <Text fw={650} size="sm">
        {title}
      </Text>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
    </UnstyledButton>
  );
}
