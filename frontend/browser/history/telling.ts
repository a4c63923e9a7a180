import type { Version } from '@aibmc/common/contract/history';
import { language, timeZone, word } from '../canvas/page.ts';
import { type Burst, summarize } from './bursts.ts';
import type { Deed } from './deed.ts';

/* What happened, and when, in the language of the page. */

const LONGEST_QUOTE = 80;
const BLOCK_NAMES = ['block', 'fromBlock'];
const plural = new Intl.PluralRules(language);
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
const clock = new Intl.DateTimeFormat(language, CLOCK);
const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
const dayAndYear = new Intl.DateTimeFormat(language, {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone,
});
const dayAndClock = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...CLOCK });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium', timeZone });
/** As YYYY-MM-DD. */
const calendar = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });

/** A text whose form follows a number. */
export function counted(key: string, count: number): string {
  return word(`${key}.${plural.select(count) === 'one' ? 'one' : 'other'}`, { count });
}

/** One edit in words. */
export function sentenceOf(deeds: readonly Deed[]): string {
  return deeds.map(({ key, params }) => word(key, wordsIn(params))).join('; ');
}

/** A burst in words: the edit itself where it is one, else how much was done. */
export function summaryOf(burst: Burst): string {
  const [only] = burst.told;
  if (burst.told.length === 1 && only) return sentenceOf(only.deeds);
  const { counts, block } = summarize(burst);
  const what = counts.map(({ sort, count }) => counted(`history-sum-${sort}`, count)).join(', ');
  const text = block ? word('history-in', { what, block: word(block) }) : what;
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

function wordsIn(params: Deed['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      BLOCK_NAMES.includes(name) ? word(value) : quote(value),
    ]),
  );
}

function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1).trimEnd()}…` : line;
}

export function nameOfVersion({ name, kind }: Pick<Version, 'name' | 'kind'>): string {
  return name ?? word(`history-kind-${kind}`);
}

export function clockOf(at: string): string {
  return clock.format(new Date(at));
}

export function exactTimeOf(at: string): string {
  return exact.format(new Date(at));
}

/** 'Today', 'yesterday', or the day's name. */
export function dayOf(at: string, now = new Date()): string {
  const then = new Date(at);
  const days = Math.round((startOfDay(then) - startOfDay(now)) / 86_400_000);
  if (days > -2) return capital(relative.format(Math.min(days, 0), 'day'));
  const isThisYear = calendar.format(then).slice(0, 4) === calendar.format(now).slice(0, 4);
  return capital((isThisYear ? day : dayAndYear).format(then));
}

/** The time alone for today, with the day for earlier. */
export function shortTimeOf(at: string, now = new Date()): string {
  const then = new Date(at);
  return (startOfDay(then) === startOfDay(now) ? clock : dayAndClock).format(then);
}

/** 'Five minutes ago' within the last hour; nothing for what is longer ago. */
export function agoOf(at: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  return minutes < 60 ? relative.format(-Math.max(0, minutes), 'minute') : '';
}

/** Milliseconds that differ by whole days between calendar days. */
function startOfDay(date: Date): number {
  return Date.parse(calendar.format(date));
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
