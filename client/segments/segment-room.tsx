import { Page } from '../ui/page.tsx';

export function SegmentRoom() {
  return <Page title="Segment">…</Page>;
}
