/** The input of a field a problem speaks of: the field itself, or the nearest one above it. */
export function focusOn(panel: HTMLElement | null, field: string): void {
  const parts = field.split('.');
  for (let take = parts.length; take > 0; take--) {
    const path = parts.slice(0, take).join('.');
    const found = panel?.querySelector<HTMLElement>(`[data-field="${CSS.escape(path)}"]`);
    if (!found) continue;
    const input = found.matches('input, textarea, button') ? found : found.querySelector<HTMLElement>('input, button');
    found.scrollIntoView({ block: 'center', behavior: 'smooth' });
    input?.focus({ preventScroll: true });
    return;
  }
}
