import { Page } from '../ui/page.tsx';

export function ContactRoom() {
  return <Page title="Contact">…</Page>;
}
