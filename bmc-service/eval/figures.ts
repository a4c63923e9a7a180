/** The mean of numbers, and the least of them; 0 and 0 of none. */
export interface Spread {
  mean: number;
  least: number;
}

export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { mean: 0, least: 0 };
  return { mean: sumOf(values) / values.length, least: Math.min(...values) };
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The value that half of them, and nineteen in twenty, do not exceed. Null of none. */
export interface Percentiles {
  p50: number;
  p95: number;
}

export function percentilesOf(values: readonly number[]): Percentiles | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return sorted.length > 0 ? { p50: at(0.5), p95: at(0.95) } : null;
}
