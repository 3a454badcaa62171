import { Button, Group, Textarea } from '@mantine/core';

/** What a person writes about a case. */
export function NoteField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Textarea
      label="Note"
      description="Sealed with the contact’s own key."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autosize
      minRows={2}
      maxLength={2000}
    />
  );
}

export function WriteDown({ loading, onCancel }: { loading: boolean; onCancel: () => void }) {
  return (
    <Group gap="sm">
      <Button type="submit" loading={loading}>
        Write it down
      </Button>
      <Button variant="subtle" onClick={onCancel}>
        Cancel
      </Button>
    </Group>
  );
}
