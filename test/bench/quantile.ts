/** The value that the share `q` of the values does not exceed. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)]!;
}

/** For printing: three places. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
