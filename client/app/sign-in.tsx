import {
  Alert,
  Badge,
  Button,
  Center,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
  UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type DemoSignIn, demoSignIns, signIn } from '../api/auth.ts';
import { Logo } from './logo.tsx';

const offers: Record<string, string> = {
  marketer: 'Draws, publishes and starts journeys',
  designer: 'Writes templates, sees no patients',
  manager: 'Reads results, sees no patients',
  admin: 'Sets policy, senders, people and keys',
  compliance: 'Reads the audit log and the evidence',
};

export function SignIn({ onDone }: { onDone: () => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (/.+@.+/.test(value) ? null : 'Write the e-mail address you work with here.'),
      password: (value) => (value ? null : 'Write your password.'),
    },
  });
  const idle = new URLSearchParams(window.location.search).get('signed-out') === 'idle';

  const enter = async (email: string, password: string) => {
    setBusy(true);
    const refused = await signIn(email, password).catch(() => 'Stepwell cannot be reached. Check the connection.');
    setBusy(false);
    setFault(refused);
    if (!refused) onDone();
  };

  return (
    <Center mih="100dvh" p="md" component="main" style={{ background: 'var(--stepwell-surface)' }}>
      <Stack w="100%" maw={420} gap="lg">
        <Stack gap={6} align="center">
          <Logo size={36} />
          <Text c="dimmed" ta="center" size="sm">
            Journeys by email that keep patients’ data protected
          </Text>
        </Stack>
        {idle && !fault && (
          <Alert icon={<IconClock size={18} />} color="gray">
            You were signed out because nothing happened for half an hour.
          </Alert>
        )}
        <Paper withBorder p="lg" radius="lg" shadow="sm">
          <form onSubmit={form.onSubmit(({ email, password }) => void enter(email.trim(), password))} noValidate>
            <Stack>
              <Title order={1} size="h3">
                Sign in
              </Title>
              {fault && (
                <Alert icon={<IconAlertCircle size={18} />} color="red" role="alert">
                  {fault}
                </Alert>
              )}
              <TextInput label="E-mail" type="email" autoComplete="username" {...form.getInputProps('email')} />
              <PasswordInput label="Password" autoComplete="current-password" {...form.getInputProps('password')} />
              <Button type="submit" loading={busy} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <DemoAccounts busy={busy} onPick={(one) => void enter(one.email, one.password)} />
      </Stack>
    </Center>
  );
}

function DemoAccounts({ busy, onPick }: { busy: boolean; onPick: (one: DemoSignIn) => void }) {
  const { data } = useQuery({ queryKey: ['demo-sign-ins'], queryFn: demoSignIns, staleTime: Infinity, retry: false });
  if (!data) return null;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" ta="center">
        This is a demo. Enter as one of its people:
      </Text>
      {data.map((one) => (
        <Paper key={one.email} withBorder radius="md" style={{ background: 'var(--stepwell-card)' }}>
          <UnstyledButton w="100%" px="md" py="xs" disabled={busy} onClick={() => onPick(one)}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text size="sm" fw={600}>
                  {one.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {offers[one.role]}
                </Text>
              </div>
              <Badge variant="light" tt="none">
                {one.role}
              </Badge>
            </Group>
          </UnstyledButton>
        </Paper>
      ))}
    </Stack>
  );
}
