import { Page } from '../ui/page.tsx';

export function ContactsRoom() {
  return <Page title="Contacts">…</Page>;
}
