import { Button, Group } from '@mantine/core';

/** The end of a settings form, for those who may change it. */
export function SaveRow({ saving, changed }: { saving: boolean; changed: boolean }) {
  return (
    <Group>
      <Button type="submit" loading={saving} disabled={!changed}>
        Save
      </Button>
    </Group>
  );
}
