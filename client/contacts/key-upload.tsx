import { Alert, Button, FileInput, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { failureOf, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { type StaffAttestation, attestationWords, staffAttestations } from './reach-words.ts';

/** Larger is never a key, and not sent at all. Bytes. */
const MOST = 128 << 10;

const TOLD = {
  usable: 'The key is in use from the next message on.',
  unconfirmed: 'The key waits: it would take the place of the one in use. Confirm or refuse it.',
  pending: 'A code sealed to the key is on its way to them. Once they enter it on their page, the key is in use.',
} as const;

/** Takes a key for a contact: attested by whoever uploads it, or to be proven by the recipient. */
export function KeyUpload({ contactId, onChanged }: { contactId: string; onChanged: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" leftSection={<IconKey size={14} />} onClick={() => setOpen(true)}>
        Add a key
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Add a key for this contact" size="lg">
        {open && (
          <Form
            contactId={contactId}
            onDone={() => {
              setOpen(false);
              onChanged();
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Form({ contactId, onDone }: { contactId: string; onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState('');
  const [attested, setAttested] = useState<StaffAttestation | 'none' | ''>('');
  const upload = useMutation(
    trpc.recipientKeys.upload.mutationOptions({
      onError: (error) => {
        if (!failureOf(error)) notifyFailed(error);
      },
      onSuccess: ({ status }) => {
        notifyDone(TOLD[status]);
        onDone();
      },
    }),
  );
  const failure = failureOf(upload.error);
  const tooLarge = (file?.size ?? text.length) > MOST;
  const given = file !== null || text.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (attested === '') return;
        void base64(file ?? new Blob([text.trim()])).then((bytes) =>
          upload.mutate({ contactId, file: bytes, attested: attested === 'none' ? null : attested }),
        );
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          The public half only: a PGP public key, or an S/MIME certificate (PEM, DER or PKCS#7). It must be for the
          contact’s address, able to encrypt, strong and in date.
        </Text>
        <FileInput label="File" placeholder="Choose a file" clearable value={file} onChange={setFile} />
        <Textarea
          label="Or paste it here"
          autosize
          minRows={3}
          maxRows={8}
          disabled={file !== null}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
        <Radio.Group
          label="How do you know that it is theirs?"
          description="The audit log keeps your answer."
          value={attested}
          onChange={(next) => setAttested(staffAttestations.find((one) => one === next) ?? 'none')}
        >
          <Stack gap={6} mt="xs">
            {staffAttestations.map((one) => (
              <Radio key={one} value={one} label={attestationWords[one]} />
            ))}
            <Radio value="none" label="I do not: let them prove it, with a code sealed to the key" />
          </Stack>
        </Radio.Group>
        {(failure || tooLarge) && (
          <Alert color="red" role="alert" title="The key was not taken">
            {tooLarge
              ? 'The file is larger than a key or certificate ever is (128 KB).'
              : failure && failureWords(failure)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button type="submit" disabled={!given || tooLarge || attested === ''} loading={upload.isPending}>
            Add the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
