import { Page } from '../ui/page.tsx';

export function SettingsRoom() {
  return <Page title="Settings">…</Page>;
}
