/** Attributes by their group, in the order in which people look for them. */
export function byGroup<T extends { group: string }>(definitions: readonly T[]): [group: string, items: T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of definitions) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const rank = (group: string) => {
    const at = ORDER.indexOf(group);
    return at < 0 ? ORDER.length : at;
  };
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

const ORDER = ['Identity', 'Preferences', 'Demographics', 'Coverage', 'Care', 'Clinical', 'Heightened'];
