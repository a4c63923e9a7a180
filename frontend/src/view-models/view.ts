import {
  type Block,
  BLOCK_TEXT,
  BLOCKS,
  DRAFT_ORDER,
  type Language,
  LANGUAGES,
} from '@aibmc/common/canvas/blocks';
import type { CheckResult } from '@aibmc/common/canvas/checks';
import type { CanvasDetail } from '@aibmc/common/contract/canvases';
import type { Activity } from '@aibmc/common/contract/groups';
import type { Notification } from '@aibmc/common/contract/notifications';
import { PATTERN_LIBRARY } from '@aibmc/common/contract/generations';
import { PERSON_COLOURS, personColour } from '@aibmc/common/canvas/person-colour';
import { can, ROLES } from '@aibmc/common/permissions';
import { exampleCanvas } from './example.ts';
import { LEARN } from '../i18n/learn.ts';
import { translator } from '../i18n/translate.ts';
import { activitySentence } from './activity.ts';
import { arrangeBoard } from './board.ts';
import { browserWords } from './browser-words.ts';
import { type Dates, datesIn } from './dates.ts';
import { deviceName } from './device.ts';
import { findingsView } from './findings.ts';
import { bellWords, notificationSentence } from './notification.ts';

/** What templates need beside the data of a page: pure functions and tables in the page's language. */
export type View = ReturnType<typeof createView>;

/** One for each language: the formatters and tables in them are dear to make. */
const VIEWS = Object.fromEntries(LANGUAGES.map((lang) => [lang, createView(lang)])) as Record<Language, View>;

/** Blocks, the board, checks and dates for templates, as `vm.view`. */
export function viewFor(lang: Language, timeZone: string | null): View & Dates {
  return { ...VIEWS[lang], ...datesIn(lang, timeZone ?? 'UTC') };
}

function createView(lang: Language) {
  const t = translator(lang);
  const blocks = BLOCKS.map((id) => ({
    id,
    ...BLOCK_TEXT[lang][id],
    short: t(`block.${id}`),
    step: DRAFT_ORDER.indexOf(id) + 1,
  }));
  const number = new Intl.NumberFormat(lang);
  const megabytes = new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
  });
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });

  return {
    blocks,
    drafting: DRAFT_ORDER.map((id) => blocks.find((block) => block.id === id) ?? blocks[0]),
    roles: ROLES,
    patternLibrary: PATTERN_LIBRARY,
    can,
    words: browserWords(lang),
    bellWords: bellWords(t),
    learn: (block: Block) => LEARN[lang][block],
    exampleBoard: arrangeBoard(exampleCanvas(lang), blocks),
    board: (detail: Pick<CanvasDetail, 'notes' | 'connections'>) => arrangeBoard(detail, blocks),
    checks: (result: CheckResult, detail: CanvasDetail) => findingsView(result, detail, lang),
    initials,
    personColour,
    personColours: PERSON_COLOURS,
    device: deviceName,
    number: (value: number) => number.format(value),
    bytes: (value: number) => megabytes.format(value / 1_000_000),
    ago: (iso: string) => ago(relative, new Date(iso), new Date()),
    daysUntil: (iso: string) => Math.max(0, Math.ceil((Date.parse(iso) - Date.now()) / DAY_MS)),
    activity: (happening: Activity) => activitySentence(t, happening),
    notification: (notification: Notification) => notificationSentence(t, notification),
  };
}

const DAY_MS = 86_400_000;

/** One or two capital letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase() ?? '').join('') || '·';
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function ago(format: Intl.RelativeTimeFormat, then: Date, now: Date): string {
  const seconds = (now.getTime() - then.getTime()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['minute', 60] as const);
  return format.format(-Math.floor(Math.max(0, seconds) / size), unit);
}
