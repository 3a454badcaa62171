import { Page } from '../ui/page.tsx';

export function SegmentsRoom() {
  return <Page title="Segments">…</Page>;
}
