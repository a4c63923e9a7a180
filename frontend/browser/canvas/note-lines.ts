import { LIMITS } from '@aibmc/common/canvas/limits';

/** `- `, `* `, `• `, `1. `, `2) `, `[ ] `: what lists begin their lines with. */
const BULLET = /^(?:[-*+•–—‣◦·]|\d{1,3}[.)])\s+(?:\[[ xX]?\]\s+)?/;
const VISIBLE = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** The texts of notes that a pasted text holds: a line each, without bullets and empty lines. */
export function readLines(text: string): string[] {
  return text
    .toWellFormed()
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map((line) =>
      line
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .replace(BULLET, '')
        .trim(),
    )
    .filter((line) => VISIBLE.test(line));
}

/** Why these texts cannot become notes as they are, as a word and its numbers; null where they can. */
export function whyRefused(lines: readonly string[]): [word: string, params: Record<string, number>] | null {
  const most = LIMITS.editsPerRequest;
  if (lines.length > most) return ['list-too-many', { count: lines.length, most }];
  const tooLong = lines.filter((line) => line.length > LIMITS.noteText).length;
  if (tooLong === 0) return null;
  return lines.length === 1
    ? ['text-too-long', { count: lines[0]?.length ?? 0, most: LIMITS.noteText }]
    : ['list-too-long', { count: tooLong, most: LIMITS.noteText }];
}
