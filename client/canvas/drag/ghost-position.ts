let ghost: HTMLElement | null = null;
let at = { x: 0, y: 0 };

/** Follows the pointer without redrawing anything: the ghost's element is moved directly. */
export function moveGhost(x: number, y: number): void {
  at = { x, y };
  place();
}

export function holdGhost(element: HTMLElement | null): void {
  ghost = element;
  place();
}

function place(): void {
  if (ghost) ghost.style.transform = `translate(${at.x + 14}px, ${at.y + 12}px)`;
}
