import type { Language } from '@aibmc/common/canvas/blocks';
import { checkNote } from '@aibmc/common/canvas/checks/note-checks';
import { readNote } from '@aibmc/common/canvas/checks/reading';
import type { Candidate } from './candidates.ts';
import { fillLine, GOOD_LENGTH, LONGEST, type Slots } from './fill.ts';
import { PHRASING } from './phrasing.ts';
import type { Segment } from './read-segments.ts';

const FEWEST = 2;
const MOST = 3;
const NARROWING =
  /\s(?:whom?|that|looking|interested|near|new|without|unhappy|in|with|piloting|que|con|interesad[oa]s|sin|cerca)\s.*$/u;

/** Whether a note of this block would be found nothing wrong with by itself. */
function isSound(text: string): boolean {
  return checkNote(readNote({ id: '', block: 'customer-segments', text })).length === 0;
}

function narrow(segment: Segment, nth: number, slots: Slots, language: Language): string | null {
  const full = fillLine('{full}', { full: [segment.full, segment.short] }, language);
  if (full && isSound(full)) return full;
  const [placed = '', ...others] = PHRASING[language].narrowed;
  const turned = [placed, ...others.slice(nth), ...others.slice(0, nth)];
  const texts = turned.map((line) =>
    fillLine(line, { ...slots, full: [segment.full, segment.short] }, language),
  );
  return texts.find((text) => text !== null && isSound(text)) ?? null;
}

export function shortOf(text: string): string {
  const short = text.replace(NARROWING, '');
  return /^\p{Lu}\p{Lu}/u.test(short) ? short : short.charAt(0).toLowerCase() + short.slice(1);
}

/**
 * The segments of a draft: those that the idea names, who pays where that is somebody else, and enough from
 * the field of business that there are two.
 */
export function draftSegments(
  named: readonly Segment[],
  candidates: readonly Candidate[],
  slots: Slots,
  language: Language,
): { segments: Segment[]; payer: number } {
  const segments: Segment[] = [];
  let payer = -1;
  const add = (text: string | null, short?: string) => {
    if (!text || !isSound(text) || segments.some((segment) => segment.full === text)) return false;
    return segments.push({ full: text, short: short ?? shortOf(text) }) > 0;
  };
  const payers = candidates.filter(({ source }) => source.startsWith('pattern:'));
  const room = payers.length > 0 ? MOST - 1 : MOST;
  named.slice(0, room).forEach((segment, nth) => add(narrow(segment, nth, slots, language), segment.short));
  const addFrom = ({ lines, source }: Candidate, mostWords: number) => {
    const isPayer = source.startsWith('pattern:');
    if (isPayer ? payer >= 0 : segments.length >= FEWEST) return;
    const s = segments[0]?.short ?? slots['p']?.[0] ?? '';
    const text = fillLine(lines[0] ?? '', { ...slots, s: [s] }, language, mostWords);
    const isKnown = segments.some(({ short }) => short === shortOf(text ?? ''));
    if (isKnown && mostWords === GOOD_LENGTH) return;
    if (add(text) && isPayer) payer = segments.length - 1;
  };
  for (const mostWords of [GOOD_LENGTH, LONGEST]) {
    for (const candidate of candidates) addFrom(candidate, mostWords);
  }
  if (payer >= 0) segments.push(...segments.splice(payer, 1));
  return { segments, payer: payer < 0 ? payer : segments.length - 1 };
}
