import { Button, Checkbox, FileInput, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconPaperclip, IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fileKinds } from '../../server/core/portal/file-kinds.ts';
import { ANSWER_BYTES, REPLY_TEXT } from '../../server/core/portal/limits.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { Conversation } from './use-replies.ts';

const ACCEPT = fileKinds.flatMap(({ endings }) => endings.map((one) => `.${one}`)).join(',');

/** Answers back through the portal; the recipient gets a neutral notice. */
export function AnswerForm({ one: { reply } }: { one: Conversation }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [keepOpen, setKeepOpen] = useState(false);
  // Made with the form, so that pressing again after a lost answer makes one.
  const [answerId, setAnswerId] = useState(() => crypto.randomUUID());
  const tooLarge = files.reduce((sum, file) => sum + file.size, 0) > ANSWER_BYTES;
  const answer = useMutation(
    trpc.replies.answer.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        notifyDone('It waits in the portal; the recipient gets a notice.');
        setText('');
        setFiles([]);
        setAnswerId(crypto.randomUUID());
        await Promise.all([
          queries.invalidateQueries(trpc.replies.open.queryFilter({ id: reply.id })),
          queries.invalidateQueries(trpc.replies.counts.queryFilter()),
          queries.invalidateQueries(trpc.replies.list.infiniteQueryFilter()),
        ]);
      },
    }),
  );
  const send = async () => {
    const encoded = await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) })));
    answer.mutate({ id: reply.id, answerId, text: text.trim(), files: encoded, keepOpen });
  };
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Answer">
      <Stack gap="sm">
        <div>
          <Title order={3} size="h5">
            Answer
          </Title>
          <Text size="sm" c="dimmed">
            Only through the portal, with the same proofs as the message. The mail that goes out is a neutral notice.
          </Text>
        </div>
        <Textarea
          aria-label="Your answer"
          placeholder="Write to the recipient"
          autosize
          minRows={4}
          maxRows={16}
          maxLength={REPLY_TEXT}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FileInput
          label="Attachments"
          description="PDF, PNG, JPEG, HEIC or plain text; 2 MB together"
          placeholder="Choose files"
          multiple
          clearable
          accept={ACCEPT}
          leftSection={<IconPaperclip size={16} />}
          styles={{ placeholder: { color: 'var(--mantine-color-dimmed)' } }}
          value={files}
          error={tooLarge ? 'Larger than 2 MB together.' : undefined}
          onChange={setFiles}
        />
        <Group justify="space-between">
          <Checkbox
            label="Keep it open"
            checked={keepOpen}
            onChange={(event) => setKeepOpen(event.currentTarget.checked)}
          />
          <Button
            leftSection={<IconSend size={16} />}
            disabled={text.trim() === '' || tooLarge}
            loading={answer.isPending}
            onClick={() => void send()}
          >
            {keepOpen ? 'Send' : 'Send and settle'}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
