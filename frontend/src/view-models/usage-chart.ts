import type { Language } from '@aibmc/common/canvas/blocks';

/** Days that are drawn. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** Units of the drawing, which is scaled to the width of its place. */
const STEP = 20;
const BAR = 14;
const HEIGHT = 120;
/** The least that a day with any use shows. */
const LEAST = 3;

interface Bar {
  /** `YYYY-MM-DD`, in UTC. */
  day: string;
  label: string;
  used: number;
  x: number;
  y: number;
  height: number;
}

export interface UsageChart {
  width: number;
  height: number;
  barWidth: number;
  bars: Bar[];
  most: number;
  total: number;
}

/** Bars for the last 30 days (UTC), oldest first, those without any use as well. */
export function usageChart(
  days: readonly { day: string; used: number }[],
  lang: Language,
  now = new Date(),
): UsageChart {
  const usedOn = new Map(days.map(({ day, used }) => [day, used]));
  const label = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const drawn = Array.from({ length: DAYS }, (_, index) => {
    const date = new Date(now.getTime() - (DAYS - 1 - index) * DAY_MS);
    const day = date.toISOString().slice(0, 10);
    return { day, label: label.format(date), used: usedOn.get(day) ?? 0 };
  });
  const most = Math.max(1, ...drawn.map(({ used }) => used));
  const bars = drawn.map((bar, index): Bar => {
    const height = bar.used === 0 ? 0 : Math.max(LEAST, Math.round((bar.used / most) * HEIGHT));
    return { ...bar, x: index * STEP, y: HEIGHT - height, height };
  });
  return {
    ...{ width: DAYS * STEP, height: HEIGHT, barWidth: BAR, bars, most },
    total: bars.reduce((sum, bar) => sum + bar.used, 0),
  };
}
