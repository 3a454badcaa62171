import { Button, type ButtonProps } from '@mantine/core';

/** The button that sets something going for real people: green, and dark enough for its text also when hovered. */
export function GoButton(props: ButtonProps & { onClick: () => void }) {
  return (
    <Button
      {...props}
      color="teal.9"
      vars={() => ({ root: { '--button-hover': '#066649', '--button-color': '#fff' } })}
    />
  );
}
