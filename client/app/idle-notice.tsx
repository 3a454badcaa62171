import { Button, Modal, Text } from '@mantine/core';
import { useIdle } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { signOut } from '../api/auth.ts';

const WARN_AFTER_MS = 28 * 60_000;
const LEFT_SECONDS = 120;

/** Two minutes before an unused session ends it says so; then it signs out, which clears the screen of what it shows. */
export function IdleNotice() {
  const idle = useIdle(WARN_AFTER_MS, { initialState: false });
  return idle ? <Countdown /> : null;
}

function Countdown() {
  const [left, setLeft] = useState(LEFT_SECONDS);
  useEffect(() => {
    const end = Date.now() + LEFT_SECONDS * 1000;
    const timer = setInterval(() => {
      const rest = Math.ceil((end - Date.now()) / 1000);
      setLeft(rest);
      if (rest > 0) return;
      clearInterval(timer);
      void signOut('idle');
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} title="Still there?" centered>
      <Text mb="md">
        Nothing happened here for a while. To keep what is on the screen private you will be signed out in {left}{' '}
        seconds.
      </Text>
      {/* Any movement or key counts as being there, and takes this away. */}
      <Button fullWidth>Stay signed in</Button>
    </Modal>
  );
}
