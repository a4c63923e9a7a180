/** A difference below this may be the way of the answer. */
const NOTABLE_MS = 2_000;

/**
 * How far the server's clock is ahead of this one, in milliseconds, by an answer's Date header; nothing where they differ
 * by less than that can tell.
 */
export function aheadBy(date: string | null, askedAt: number, answeredAt: number): number {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return 0;
  // The header leaves out the part of the second.
  const ahead = told + 500 - (askedAt + answeredAt) / 2;
  return Math.abs(ahead) < NOTABLE_MS ? 0 : Math.round(ahead);
}

/** '4:05' */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
