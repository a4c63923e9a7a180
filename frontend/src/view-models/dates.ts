import type { Language } from '@aibmc/common/canvas/blocks';
import { LRUCache } from 'lru-cache';

/** Moments in words, in a language and a time zone. */
export interface Dates {
  /** A day, such as 24 Nov 2026. */
  date: (iso: string) => string;
  /** A day and time with the name of the time zone. */
  time: (iso: string) => string;
}

/** Formatters are dear to make, and there are some 400 time zones. */
const made = new LRUCache<string, Dates>({ max: 100 });

/** Dates and times in a time zone by its IANA name; in UTC where this machine does not know it. */
export function datesIn(lang: Language, timeZone: string): Dates {
  const key = `${lang} ${timeZone}`;
  const dates = made.get(key) ?? createDates(lang, timeZone);
  made.set(key, dates);
  return dates;
}

function createDates(lang: Language, timeZone: string): Dates {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  const day = { day: 'numeric', month: 'short', timeZone: zone } as const;
  const date = new Intl.DateTimeFormat(lang, { ...day, year: 'numeric' });
  const time = new Intl.DateTimeFormat(lang, {
    ...day,
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  });
  return { date: (iso) => date.format(new Date(iso)), time: (iso) => time.format(new Date(iso)) };
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
