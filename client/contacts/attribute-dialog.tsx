import { Alert, Button, Group, Modal, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type PhiClass, phiClasses } from '../../server/core/phi.ts';
import { type AttributeDefinition, type AttributeType, attributeTypes } from '../../server/core/segment/fields.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { notifyDone } from '../ui/notify.ts';

const CLASSES: Readonly<Record<PhiClass, string>> = {
  P0: 'P0: no patient data',
  P1: 'P1: limited, such as who someone is',
  P2: 'P2: protected health information',
  P3: 'P3: held higher by law',
};

const KINDS: Readonly<Record<AttributeType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  datetime: 'Date and time',
  choice: 'One of several choices',
  choices: 'Any of several choices',
};

/** Makes an attribute, or changes what may change of one: label, group, a higher class, more choices. */
export function AttributeDialog({ now, onClose }: { now: AttributeDefinition | null; onClose: () => void }) {
  const [draft, setDraft] = useState<AttributeDefinition>(
    now ?? { key: '', label: '', type: 'text', phi: 'P2', choices: [], group: 'Other' },
  );
  const change = (part: Partial<AttributeDefinition>) => setDraft((before) => ({ ...before, ...part }));
  const onSuccess = async () => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: trpc.attributes.pathKey() }),
      queryClient.invalidateQueries({ queryKey: trpc.segments.vocabulary.queryKey() }),
    ]);
    notifyDone('Saved.');
    onClose();
  };
  const create = useMutation(trpc.attributes.create.mutationOptions({ onSuccess }));
  const save = useMutation(trpc.attributes.save.mutationOptions({ onSuccess }));
  const error = create.error ?? save.error;
  const failure = failureOf(error);
  const choosing = draft.type === 'choice' || draft.type === 'choices';
  return (
    <Modal opened onClose={onClose} title={now ? `Attribute: ${now.label}` : 'New attribute'} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          (now ? save : create).mutate({ ...draft, choices: choosing ? draft.choices : [] });
        }}
      >
        <Stack>
          {error && (
            <Alert color="red" role="alert">
              {failure ? failureWords(failure) : 'The server cannot be reached.'}
            </Alert>
          )}
          <TextInput
            label="Label"
            required
            data-autofocus
            maxLength={80}
            value={draft.label}
            onChange={(event) => {
              const label = event.currentTarget.value;
              change(now ? { label } : { label, key: keyOf(label) });
            }}
          />
          <TextInput
            label="Key"
            description="What templates, files and the API call it. It cannot change later."
            required
            disabled={now !== null}
            value={draft.key}
            onChange={(event) => change({ key: event.currentTarget.value })}
            pattern="[a-z][a-z0-9_]*"
            maxLength={63}
            ff="monospace"
          />
          <Select
            label="Type"
            data={attributeTypes.map((type) => ({ value: type, label: KINDS[type] }))}
            value={draft.type}
            onChange={(type) => type && change({ type })}
            allowDeselect={false}
            disabled={now !== null}
          />
          {choosing && (
            <TagsInput
              label="Choices"
              description="Type one, then Enter. Choices can be added later, not removed."
              value={draft.choices}
              onChange={(choices) => change({ choices })}
              required
            />
          )}
          <Select
            label="PHI class"
            description={now ? 'It can be raised, not lowered.' : undefined}
            data={phiClasses
              .slice(now ? phiClasses.indexOf(now.phi) : 0)
              .map((phi) => ({ value: phi, label: CLASSES[phi] }))}
            value={draft.phi}
            onChange={(phi) => phi && change({ phi })}
            allowDeselect={false}
          />
          <TextInput
            label="Group"
            value={draft.group}
            maxLength={40}
            onChange={(event) => change({ group: event.currentTarget.value })}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending} disabled={!draft.label || !draft.key}>
              {now ? 'Save' : 'Make it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function keyOf(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 63);
}
