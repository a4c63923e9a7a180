/** At single speed no canvas takes much longer than this to be played, however many edits it has. */
const WHOLE_MS = 45_000;
/** Edits a second that can be followed by eye: short histories are not played faster. */
const EASY_RATE = 4;
/** The board is not drawn more often than this. */
const TICK_MS = 100;
/** People stopped for longer than this: so does the playback, for a beat. */
const PAUSE_MS = 2 * 60_000;
const BEAT_MS = 600;

export interface Pace {
  /** Edits that are shown together. */
  edits: number;
  /** Milliseconds until the next ones. */
  wait: number;
}

/** How a canvas with so many edits is played. */
export function paceOf(total: number, speed: number): Pace {
  const rate = Math.max(EASY_RATE, (total / WHOLE_MS) * 1000) * speed;
  const wait = Math.max(TICK_MS, 1000 / rate);
  return { edits: Math.max(1, Math.round((rate * wait) / 1000)), wait };
}

/** How long to wait between two edits: a beat more where people had paused, unless many edits are shown at once. */
export function waitBetween(at: string, next: string | undefined, { edits, wait }: Pace): number {
  const gap = next === undefined ? 0 : Date.parse(next) - Date.parse(at);
  return edits === 1 && gap > PAUSE_MS ? wait + BEAT_MS : wait;
}
