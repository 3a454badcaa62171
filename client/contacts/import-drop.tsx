import '@mantine/dropzone/styles.css';
import { Alert, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconAlertTriangle, IconFileTypeCsv, IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { uploadImport } from './upload.ts';

const MOST_BYTES = 2 * 1024 ** 3;

/** Takes the file and sends it; it is sealed on the server as it arrives. */
export function ImportDrop({ onUploaded }: { onUploaded: (id: string) => void }) {
  const [share, setShare] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const stop = useRef<AbortController>(null);
  const send = async (file: File | undefined) => {
    if (!file) return;
    setProblem(null);
    setShare(0);
    stop.current = new AbortController();
    try {
      onUploaded((await uploadImport(file, setShare, stop.current.signal)).id);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'The upload failed.');
    } finally {
      setShare(null);
    }
  };
  return (
    <Stack>
      {problem && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The file was not taken" role="alert">
          {problem}
        </Alert>
      )}
      {share !== null ? (
        <Paper withBorder p="xl" radius="md" bg="var(--stepwell-card)">
          <Group justify="space-between" mb="sm">
            <Text fw={600}>{share < 1 ? 'Sending the file' : 'Reading its first rows'}</Text>
            <Button variant="default" size="compact-sm" onClick={() => stop.current?.abort()}>
              Stop
            </Button>
          </Group>
          <Progress value={share * 100} animated={share === 1} aria-label="Share of the file that is sent" />
        </Paper>
      ) : (
        <Dropzone
          onDrop={(files) => void send(files[0])}
          onReject={() => setProblem('One CSV file of at most 2 GB, please.')}
          maxFiles={1}
          multiple={false}
          maxSize={MOST_BYTES}
          aria-label="Choose or drop a CSV file"
          p="xl"
          radius="md"
        >
          <Group justify="center" gap="lg" mih={140} style={{ pointerEvents: 'none' }}>
            <Dropzone.Accept>
              <IconUpload size={44} />
            </Dropzone.Accept>
            <Dropzone.Reject>
              <IconX size={44} />
            </Dropzone.Reject>
            <Dropzone.Idle>
              <IconFileTypeCsv size={44} />
            </Dropzone.Idle>
            <div>
              <Text size="lg" fw={600}>
                Drop a CSV file here, or click to choose one
              </Text>
              <Text size="sm" c="dimmed" maw={520}>
                The first row names the columns. Commas, semicolons, tabs or bars; UTF-8 best. Cells that begin like a
                spreadsheet formula (= + - @) are refused, numbers and phone numbers excepted.
              </Text>
            </div>
          </Group>
        </Dropzone>
      )}
    </Stack>
  );
}
