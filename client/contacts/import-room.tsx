import { Page } from '../ui/page.tsx';

export function ImportRoom() {
  return <Page title="Import">…</Page>;
}
