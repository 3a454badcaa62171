import { Page } from '../ui/page.tsx';

export function MessageRoom() {
  return <Page title="Message">…</Page>;
}
