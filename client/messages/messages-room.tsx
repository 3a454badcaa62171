import { Page } from '../ui/page.tsx';

export function MessagesRoom() {
  return <Page title="Messages">…</Page>;
}
