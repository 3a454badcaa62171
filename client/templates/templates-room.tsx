import { Page } from '../ui/page.tsx';

export function TemplatesRoom() {
  return <Page title="Templates">…</Page>;
}
