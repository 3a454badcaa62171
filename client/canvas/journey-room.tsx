import { Page } from '../ui/page.tsx';

export function JourneyRoom() {
  return <Page title="Journey">…</Page>;
}
