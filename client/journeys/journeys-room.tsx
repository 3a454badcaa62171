import { Page } from '../ui/page.tsx';

export function JourneysRoom() {
  return <Page title="Journeys">…</Page>;
}
