import { Page } from '../ui/page.tsx';

export function TemplateRoom() {
  return <Page title="Template">…</Page>;
}
